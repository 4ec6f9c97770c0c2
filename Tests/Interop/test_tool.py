"""`octopus` as a person at a terminal meets it."""

import fcntl
import json
import os
import stat
import subprocess
import termios
import uuid

import pytest
import zxingcpp
from PIL import Image

import programs
from conftest import BIN, ROOT

OK, REFUSED, USAGE, UNREACHABLE, DENIED = range(5)


@pytest.fixture(scope="module")
def tool(system, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def run(*arguments, code=OK, **options):
        ended = programs.run(
            [BIN / "octopus", *arguments], capture_output=True, text=True, timeout=60,
            env={"HOME": str(home), "OCTOPUS_DATA": str(system.data), "PATH": os.environ["PATH"]},
            **options)
        assert ended.returncode == code, ended.stderr
        return ended

    run.home, run.data = home, str(system.data)
    return run


def call(tool, method, body, **options):
    return json.loads(tool("call", method, json.dumps(body), **options).stdout)


@pytest.fixture(scope="module")
def owner(tool, system):
    tool("login", system.owner["email"], "--tenant", str(system.tenant),
         "--password-file", str(system.data / "owner.password"))


def test_it_lists_and_describes_every_method(tool, system):
    listed = tool("list").stdout
    for method in system.contract.methods:
        assert method in listed
        if not method.startswith("mesh."):
            assert method in tool("describe", method).stdout


def test_the_login_is_kept_where_only_its_user_reads_it(tool, owner):
    kept = [file for file in tool.home.rglob("*") if file.is_file()]
    assert kept and all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in kept)


def test_json_goes_in_and_out(tool, owner):
    partner = call(tool, "identity.v1/CreatePartner", {
        "name": "0 told in JSON", "ownerName": "Json Owner",
        "ownerEmail": f"{uuid.uuid4().hex}@example.org"})
    assert uuid.UUID(partner["partnerId"]).version == 7
    assert partner["invitationExpiresAt"].endswith("Z")
    assert "0 told in JSON" in tool("call", "identity.v1/ListPartners", "{}").stdout


@pytest.mark.parametrize("body, complaint", [
    ('{"nam": "x"}', "nam"), ("{", ""), ('{"name": 1, "ownerName": "x", "ownerEmail": "x"}', "name"), ("[]", "")])
def test_wrong_json_is_not_sent(tool, owner, body, complaint):
    ended = tool("call", "identity.v1/CreatePartner", body, code=USAGE)
    assert complaint in ended.stderr and not ended.stdout


@pytest.mark.parametrize("value, complaint", [
    ('"2026-12-31"', "is a day"), ('"2026-12-31T23:59"', "does not say where"), ('"31.12.2026"', "an instant as"),
    ('"2026-12-31T23:59:59.1234567Z"', "finer than a millisecond"), ("1798761599", "append 000"),
    ("1.7987616e12", "a whole number"), ("9223372036854775808", "too large"), ("true", "an instant as")])
def test_what_is_no_instant_is_not_sent(tool, owner, value, complaint):
    """A coupon that is valid until a day would be dead all of its last day."""
    body = '{"terms": {"title": "t", "redeemableTimes": 1, "validToAt": %s}}' % value
    ended = tool("call", "loyalty.v1/CreateCoupon", body, "--route", str(uuid.uuid4()), code=USAGE)
    assert "terms.validToAt: " in ended.stderr and complaint in ended.stderr and not ended.stdout


def test_files_as_other_systems_write_them(tool, owner, tmp_path):
    """A byte order mark and CR LF are no part of a JSON or a contract; UTF-16 is refused in words."""
    request, contract = tmp_path / "request.json", tmp_path / "older.cddl"
    text = '{\r\n\t"limit": -0\r\n}\r\n'
    for content in (text.encode(), text.replace("-0", "5").encode("utf-8-sig")):
        request.write_bytes(content)
        ended = programs.run(
            [BIN / "octopus", "call", "identity.v1/ListPartners", f"@{request}"], text=True,
            capture_output=True, timeout=60,
            env={"HOME": str(tool.home), "OCTOPUS_DATA": tool.data, "PATH": os.environ["PATH"]})
        # The number goes as 0, which the service refuses; 5 is taken.
        assert ended.returncode == (REFUSED if b"-0" in content else OK), ended.stderr
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        request.write_bytes("{}".encode(encoding))
        assert "save it as UTF-8" in tool(
            "call", "identity.v1/ListPartners", f"@{request}", code=USAGE).stderr
    printed = tool("contract").stdout
    for encoding in ("utf-8", "utf-8-sig"):
        contract.write_bytes(printed.replace("\n", "\r\n").encode(encoding))
        assert tool("contract", "--since", str(contract)).stdout == ""
    contract.write_bytes(printed.encode("utf-16"))
    assert "save it as UTF-8" in tool("contract", "--since", str(contract), code=USAGE).stderr
    for name in ("nowhere.json", "."):
        ended = tool("call", "identity.v1/ListPartners", f"@{tmp_path / name}", code=USAGE)
        assert str(tmp_path) in ended.stderr
    tool("call", "identity.v1/ListPartners", "-", input="\ufeff{}\r\n")


def test_an_input_that_does_not_wait(tool, owner):
    """The other end of a pipe made it non-blocking, and is slow."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = programs.start(
        [BIN / "octopus", "call", "identity.v1/ListPartners", "-", "--compact"], stdin=reading,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"HOME": str(tool.home), "OCTOPUS_DATA": tool.data})
    os.write(writing, b"{")
    waits = bytearray(4)
    while fcntl.ioctl(reading, termios.FIONREAD, waits) == 0 and any(waits):
        assert process.poll() is None
    # It has read that, and there is nothing more for now.
    os.write(writing, b"}")
    os.close(writing)
    os.close(reading)
    shown, said = process.communicate(timeout=60)
    assert process.returncode == OK and json.loads(shown), said


def test_a_refusal_has_a_code_and_says_what_to_do(tool, owner, system):
    tool("call", "identity.v1/GetEndUser", json.dumps({"endUserId": str(uuid.uuid4())}),
         code=REFUSED)
    tool("call", "identity.v1/ListPartners", "{}", "--no-token", "--route", str(system.tenant),
         code=DENIED)
    assert "octopus list" in tool("describe", "identity.v1/LogInn", code=USAGE).stderr


def test_nobody_there_is_a_code_of_its_own(tool, tmp_path, system):
    nowhere = json.loads((system.data / "mesh.json").read_text())
    for places in nowhere["services"].values():
        places[0]["endpoint"] = "tcp://127.0.0.1:1"
    (tmp_path / "mesh.json").write_text(json.dumps(nowhere))
    ended = tool("call", "identity.v1/GetSigningKeys", "--timeout", "1", "--map",
                 str(tmp_path / "mesh.json"), code=UNREACHABLE)
    assert "127.0.0.1:1" in ended.stderr


def test_a_wrong_server_key_is_told_in_words(tool, tmp_path, system):
    spoiled = json.loads((system.data / "mesh.json").read_text())
    places = spoiled["services"]
    places["identity"][0]["publicKey"] = places["loyalty"][0]["publicKey"]
    (tmp_path / "mesh.json").write_text(json.dumps(spoiled))
    ended = tool("call", "identity.v1/GetSigningKeys", "--timeout", "2", "--map",
                 str(tmp_path / "mesh.json"), code=UNREACHABLE)
    assert "likely key mismatch" in ended.stderr


def test_a_revoked_program_is_shut_out(tool, system, tmp_path):
    key = str(tmp_path / "till.json")
    public = tool("keys", "new", key).stdout.strip()
    tool("keys", "grant", "till", "--public-key", public, "--grant", "identity.v1/*")
    tool("call", "identity.v1/GetSigningKeys", "--key-file", key)
    tool("call", "loyalty.v1/GetWallet", "--route", str(system.tenant), "--key-file", key,
         code=DENIED)
    tool("keys", "revoke", "till", "--yes")
    ended = tool("call", "identity.v1/GetSigningKeys", "--timeout", "2", "--key-file", key,
                 code=DENIED)
    assert "registered" in ended.stderr


def test_the_printed_contract_is_the_committed_one(tool):
    assert tool("contract").stdout == (ROOT / "Shared/Contract/octopus.cddl").read_text()


def test_codes_are_drawn(tool, tmp_path):
    picture = tmp_path / "code.png"
    tool("qr", "OCT:HELLO", "--png", str(picture), "--svg", str(tmp_path / "code.svg"))
    assert zxingcpp.read_barcodes(Image.open(picture))[0].text == "OCT:HELLO"
    assert (tmp_path / "code.svg").read_text().lstrip().startswith("<")
    assert "█" in tool("qr", "OCT:HELLO").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete(tool, shell):
    assert "describe" in tool("--generate-completion-script", shell).stdout
