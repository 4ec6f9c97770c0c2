"""`octopus audit` and `mail`, as a person who is logged in and as the operator's program."""

import csv
import json
import subprocess
import uuid

import pytest

import programs
from chats import Office
from conftest import BIN
from persons import DENIED, FAULT, REFUSED, USAGE, Owner, Person, columns
from place import SERVICES, eventually


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"))


@pytest.fixture
def ana(owner, tmp_path):
    return owner.hire(tmp_path)


def entries(person, *words):
    return [json.loads(line) for line in person("audit", *words, "--json").stdout.splitlines()]


def test_what_somebody_did_and_what_was_refused(owner, ana):
    owner("users", "edit", ana.email, "--name", "Ana Nova")
    owner("roles", "add", owner.role["name"], code=REFUSED)
    rows = columns(owner("audit", "identity", "--about", ana.id).stdout)
    edited = next(row for row in rows if row[2] == "identity.v1/EditUser")
    assert edited[3] == "done" and owner.json("me")["userId"] in edited[4]
    refused = columns(owner("audit", "identity", "--since", "5m", "--refused").stdout)
    assert "roleNameTaken" in {row[3] for row in refused}
    assert "done" not in {row[3] for row in refused}
    found = entries(owner, "identity", "--person", owner.json("me")["userId"], "--search", "EditUser")
    assert found and {one["method"] for one in found} == {"identity.v1/EditUser"}
    assert {one["service"] for one in found} == {"identity"}
    assert len(entries(owner, "identity", "--limit", "2")) == 2
    text = json.dumps(entries(owner, "identity", "--about", ana.id))
    assert "Ana Nova" not in text and ana.email not in text


def test_of_all_services_and_in_two_pages(owner, shop):
    for _ in range(101):
        shop.identity.call("identity.v1/RegisterEndUser", {"email": f"{uuid.uuid4().hex}@example.org"},
                           route=shop.system.tenant)
    Office(shop.system, shop).channel()
    owner("call", "advertising.v1/CreateImpressionPackage",
          json.dumps({"terms": {"name": "Small", "impressions": 1000, "minorUnits": 4900}}))
    assert {one["service"] for one in entries(owner, "--limit", "500", "--no-token")} == set(SERVICES)
    assert len(entries(owner, "identity", "--limit", "150", "--no-token")) > 100


def test_a_file_of_it(owner, tmp_path):
    file = tmp_path / "audit.csv"
    said = owner("audit", "export", str(file), "--since", "1h").stderr
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert f"{len(rows)} entries of identity" in said and len(rows) > 5
    assert "can't be written" in owner("audit", "export", str(tmp_path), code=USAGE).stderr


def test_the_chain_is_whole(owner):
    whole = owner("audit", "verify").stdout
    assert whole.count("nothing changed or missing") == len(SERVICES)
    found = owner.json("audit", "verify", "identity")
    assert [(one["service"], one["shard"], one["faults"]) for one in found] == [("identity", 0, [])]
    assert found[0]["entries"] > 10


def test_who_may_not_see_it(ana, system, tmp_path):
    said = ana("audit", code=DENIED).stderr
    assert "denied" in said and "not every service answers" in said
    assert ana("audit", "--no-token", "--limit", "1").stdout


@pytest.mark.parametrize("line, complaint", [
    (["--since", "yesterday"], "neither a moment"), (["--person", "ana"], "no UUID"),
    (["--limit", "0"], "--limit"), (["nowhere"], "no service"), (["export"], "<file>"),
    (["verify", "identiy"], 'did you mean "identity"'), (["--frobnicate"], "Unknown option")])
def test_wrong_usage(owner, line, complaint):
    ended = owner("audit", *line, code=USAGE)
    assert complaint in ended.stderr and not ended.stdout


@pytest.mark.parametrize("line", [
    ["audit", "--no-token"], ["audit", "verify"], ["mail"], ["users"], ["roles", "products"], ["me"]])
def test_a_lost_output(owner, line):
    with open("/dev/full", "w") as full:
        ended = programs.run([BIN / "octopus", *line], stdout=full, stderr=subprocess.PIPE,
                             text=True, env=owner.environment)
    assert ended.returncode == FAULT and "the output can't be written" in ended.stderr


def test_mails_of_the_spool_folder(owner, tmp_path):
    user = owner.invite("Ana Čović")
    mails = eventually(lambda: [one for one in owner.json("mail")["spool"]
                                if user["email"] in one["to"]], 20)
    assert "/invitation#" in mails[0]["text"]
    shown = owner("mail").stdout
    assert "No mail waits." in shown
    (row,) = [row for row in columns(shown[shown.index("N  "):]) if user["email"] in row[2]]
    opened = owner("mail", "--open", row[0]).stdout
    assert opened.startswith("Date: ") and "Ana Čović" in opened and "\r" not in opened
    assert owner.json("mail", "--open", row[0])["text"] == mails[0]["text"]
    # What it shows can be opened as it stands.
    ana = Person(owner.system, tmp_path, user["email"])
    (tmp_path / "password").write_text("seven wet umbrellas sing\n")
    said = ana("open-link", "--tenant", str(owner.system.tenant), "--link-file", "-",
               "--new-password-file", str(tmp_path / "password"), input=opened).stderr
    assert "accepted" in said
    newest = owner.json("mail", "--to", user["email"])
    assert newest == mails[0]
    said = owner("mail", "--to", "nobody@mall.example", "--wait", "1", code=REFUSED).stderr
    assert "no mail to nobody@mall.example" in said
    owner("mail", "--to", user["email"], "--open", "1", code=USAGE)
    assert "there is no mail 99999" in owner("mail", "--open", "99999", code=USAGE).stderr
    assert owner.json("mail", "--given-up") == {"givenUp": [], "spool": owner.json("mail")["spool"]}
    owner("mail", "--retry")
    assert "can't be read" in owner("mail", "--spool", "/nowhere", code=USAGE).stderr


def test_a_mail_that_would_paint_over_the_terminal(owner, tmp_path):
    (tmp_path / "1-a.eml").write_bytes(
        "To: a@b.example\r\nSubject: =?utf-8?b?4oCuZXZpbBtbMko=?=\r\n\r\nred\x1b[31m\ttab\r\n"
        .encode())
    listed = owner("mail", "--spool", str(tmp_path)).stdout
    opened = owner("mail", "--spool", str(tmp_path), "--open", "1").stdout
    assert "\x1b" not in listed + opened and "\u202e" not in listed + opened
    assert "\\u202eevil" in listed and "red\\u001b[31m\ttab\n" in opened
