"""deploy/ASVS.md and deploy/SECURITY.md, held against the tests and the sources that they speak of."""

import collections
import functools
import re

import pytest

from conftest import ROOT

PAGE = (ROOT / "deploy" / "ASVS.md").read_text()
DOCUMENTS = (ROOT / "deploy" / "SECURITY.md").read_text()
MOST_LEFT = 25
ISSUES = "EFGHIJ"

# The numbers of the requirements of levels 1 and 2 of ASVS 5.0.0, by section.
REQUIREMENTS = """
V1.1: 1 2
V1.2: 1 2 3 4 5 6 7 8 9
V1.3: 1 2 3 4 5 6 7 8 9 10 11
V1.4: 1 2 3
V1.5: 1 2
V2.1: 1 2 3
V2.2: 1 2 3
V2.3: 1 2 3 4
V2.4: 1
V3.2: 1 2
V3.3: 1 2 3 4
V3.4: 1 2 3 4 5 6
V3.5: 1 2 3 4 5
V3.7: 1 2
V4.1: 1 2 3
V4.2: 1
V4.3: 1 2
V4.4: 1 2 3 4
V5.1: 1
V5.2: 1 2 3
V5.3: 1 2
V5.4: 1 2 3
V6.1: 1 2 3
V6.2: 1 2 3 4 5 6 7 8 9 10 11 12
V6.3: 1 2 3 4
V6.4: 1 2 3 4
V6.5: 1 2 3 4 5
V6.6: 1 2 3
V6.8: 1 2 3 4
V7.1: 1 2 3
V7.2: 1 2 3 4
V7.3: 1 2
V7.4: 1 2 3 4 5
V7.5: 1 2
V7.6: 1 2
V8.1: 1 2
V8.2: 1 2 3
V8.3: 1
V8.4: 1
V9.1: 1 2 3
V9.2: 1 2 3 4
V10.1: 1 2
V10.2: 1 2
V10.3: 1 2 3 4
V10.4: 1 2 3 4 5 6 7 8 9 10 11
V10.5: 1 2 3 4 5
V10.6: 1 2
V10.7: 1 2 3
V11.1: 1 2
V11.2: 1 2 3
V11.3: 1 2 3
V11.4: 1 2 3 4
V11.5: 1
V11.6: 1
V12.1: 1 2 3
V12.2: 1 2
V12.3: 1 2 3 4
V13.1: 1
V13.2: 1 2 3 4 5
V13.3: 1 2
V13.4: 1 2 3 4 5
V14.1: 1 2
V14.2: 1 2 3 4
V14.3: 1 2 3
V15.1: 1 2 3
V15.2: 1 2 3
V15.3: 1 2 3 4 5 6 7
V16.1: 1
V16.2: 1 2 3 4 5
V16.3: 1 2 3 4
V16.4: 1 2 3
V16.5: 1 2 3
V17.1: 1
V17.2: 1 2 3 4
V17.3: 1 2
"""
IDS = [f"{section}.{number}" for line in REQUIREMENTS.split("\n") if line
       for section, _, numbers in [line.partition(":")] for number in numbers.split()]


def part(title, text=PAGE):
    """What stands under a heading, to the next of its rank."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.M | re.S)[1]


def rows(text):
    """The cells of all tables, without their heads."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row, line in zip(found, lines) if not re.match(r"\| *(---|requirements? \|)", line)]


MET, LEFT = rows(part("What is met, and by which test")), rows(part("What is left"))
NOT = [one for cells, _ in rows(part("What does not apply")) for one in cells.split(", ")]


def matches(pattern, number):
    return number == pattern or number.startswith(f"{pattern}.")


@functools.cache
def named_tests(file):
    """The names of the tests in a file, wherever in Tests it lies."""
    files = list((ROOT / "Tests").glob(f"**/{file}" if file.endswith(".py") else f"**/{file}.swift"))
    assert files, f"there is no {file}"
    text = "\n".join(one.read_text() for one in files)
    return set(re.findall(r"^def (test_\w+)", text, re.M) if file.endswith(".py")
               else re.findall(r"@Test[^\x60]*?func \x60([^\x60]+)\x60", text))


def test_every_requirement_has_one_place():
    assert len(IDS) == len(set(IDS)) == 253
    places = collections.Counter([row[0] for row in MET + LEFT])
    for number in IDS:
        places[number] += sum(matches(pattern, number) for pattern in NOT)
    assert {number: count for number, count in places.items() if count != 1} == {}
    assert set(places) == set(IDS)
    assert [one for one in NOT if not any(matches(one, number) for number in IDS)] == []


def test_the_numbers_at_the_head_are_right():
    head = re.search(r"\*\*(\d+) apply, (\d+) are met, (\d+) are left\*\*; (\d+) do not", PAGE)
    applying = len(MET) + len(LEFT)
    assert list(map(int, head.groups())) == [applying, len(MET), len(LEFT), len(IDS) - applying]
    assert len(LEFT) <= MOST_LEFT


def test_what_is_left_says_what_is_missing_and_which_issue_mends_it():
    for number, missing, issue in LEFT:
        assert len(missing) > 5 and issue in ISSUES, number


@pytest.mark.parametrize("number, short, tests", MET, ids=[row[0] for row in MET])
def test_what_is_met_is_shown_by_tests_that_exist(number, short, tests):
    named = re.findall(r"\x60([^\x60]+)\x60", tests)
    assert short and named and re.sub(r"\x60[^\x60]+\x60|[, ]", "", tests) == ""
    for one in named:
        file, name = one.split(": ", 1)
        assert name in named_tests(file), f"{one} does not exist"


def test_a_test_that_does_not_exist_is_found():
    assert "no such test" not in named_tests("LogInTests")
    with pytest.raises(AssertionError, match="there is no NowhereTests"):
        named_tests("NowhereTests")


# --- the inventories -------------------------------------------------------------------------

# SHA-1 and MD5 where others fix them: authenticators make codes by SHA-1's HMAC, which its collisions do not
# weaken, lists of breached passwords are of its hashes, and SIP software knows one of two digests.
OF_OTHERS = {"OneTimeCode.swift", "BreachedPasswords.swift", "SIPAccountRecord.swift"}


def sources(without=frozenset()):
    for room in "Shared", "Services":
        for file in (ROOT / room).glob("**/*.swift"):
            if file.name in without:
                continue
            yield "\n".join(line for line in file.read_text().split("\n")
                            if not line.lstrip().startswith("//"))


def test_the_inventories_are_those_of_the_sources():
    """Every primitive that a source names stands in the table, and no weak one is there."""
    pattern = (r"\b(SHA\d+|HMAC|HKDF|ChaChaPoly|AES|Curve25519|P256|P384|P521|Insecure|MD5|RSA|EdDSA|ECDSA"
               r"|crypto_(?:pwhash|secretbox|box|sign|generichash|stream)|CC_\w+)(?=[.(_<])")
    used = {name for text in sources() for name in re.findall(pattern, text)}
    ours = {name for text in sources(OF_OTHERS) for name in re.findall(pattern, text)}
    told = {name for row in rows(part("Algorithms", DOCUMENTS))[1:]
            for name in re.findall(r"\x60([^\x60]+)\x60", row[0])}
    assert used == told
    assert ours & {"Insecure", "MD5", "SHA1", "RSA", "AES", "crypto_stream"} == set()
    strengths = [row[3] for row in rows(part("Algorithms", DOCUMENTS))[1:]]
    assert all(int(bits) >= 128 for bits in strengths if bits.isdigit())
    sealed = {f"{table}.{column}" for text in sources() for table, column in re.findall(
        r'SealedPlace\(\s*table: "(\w+)",\s*column: "(\w+)"', text)}
    listed = re.search(r"Sealed columns:\n?(.*?)\.\n", part("Keys and secrets", DOCUMENTS), re.S)[1]
    assert sealed == set(re.findall(r"\x60([\w.]+)\x60", listed))


def test_the_components_are_those_of_the_package():
    listed = {row[0].strip("\x60") for row in rows(part("Components", DOCUMENTS))[1:]}
    manifest = (ROOT / "Package.swift").read_text()
    packages = {url.rsplit("/", 1)[1].removesuffix(".git") if not url.endswith("GRDB.swift.git") else "GRDB.swift"
                for url in re.findall(r'url: "https://([^"]+)"', manifest)}
    script = (ROOT / "deploy" / "packages.sh").read_text()
    debian = set(re.search(r"run_packages=\(([^)]*)\)", script)[1].split())
    assert listed == packages | debian


def test_the_rules_name_methods_that_exist():
    contract = (ROOT / "Shared" / "Contract" / "octopus.cddl").read_text()
    methods = set(re.findall(r"^;@ method \w+\.v1/(\w+)", contract, re.M))
    reasons = set(re.findall(r"^;@ (?:reason|refuses) (\w+)", contract, re.M))
    for rule, named, reason in rows(part("Rules that join several fields", DOCUMENTS))[1:]:
        assert set(re.findall(r"\b[A-Z]\w+[A-Z]\w+", named)) <= methods, rule
        assert set(re.findall(r"\x60(\w+)\x60", reason)) <= reasons, rule
