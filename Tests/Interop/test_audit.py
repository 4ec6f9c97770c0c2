"""The audit: every command and denial, searched, exported, and found changed; and keys that change over."""

import contextlib
import csv
import io
import json
import sqlite3
import uuid

import pytest

from conftest import EndUser, Shop
from place import SERVICES, Place, eventually


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


def audit(session, token=None, **filters):
    """All entries that the filter lets through, the newest first."""
    entries, after = [], None
    while True:
        page = session.call("mesh.v1/ListAudit",
                            {"filter": filters, "limit": 100} | ({"after": after} if after else {}),
                            token=token)
        entries += page["items"]
        after = page.get("next")
        if after is None:
            return entries


def refused(session, *arguments, **options):
    with pytest.raises(Exception) as refusal:
        session.call(*arguments, **options)
    return refusal.value.reason


def forge(place, service, *statements):
    """What somebody can do who has the file and not the key."""
    (file,) = (place.data / service).glob(f"{service}.sqlite")
    with contextlib.closing(sqlite3.connect(file)) as database:
        for statement in ("DROP TRIGGER audit_is_never_changed",
                          "DROP TRIGGER audit_is_never_removed", *statements):
            database.executescript(statement)
        database.commit()


def test_who_did_what_stands_there_whole_through_kills_and_is_exported(place):
    shop, end_user = Shop(place), EndUser(place)
    identity = place.session("identity")
    owner = identity.call("identity.v1/LogIn",
                          {"email": place.owner["email"], "password": place.password},
                          route=place.tenant)
    secret = "a wrong umbrella sings alone"
    assert refused(identity, "identity.v1/LogIn",
                   {"email": place.owner["email"], "password": secret},
                   route=place.tenant) == "badCredentials"
    place.new_key("lowly", "mesh.v1/Health")
    assert refused(place.session("loyalty", "lowly"), "loyalty.v1/AwardPoints", {}) == "denied"

    # What the owner of the tenant sees, with what the contract says and no more.
    entries = audit(identity, owner["accessToken"])
    failed = [entry for entry in entries if entry.get("refusal") == "badCredentials"]
    assert len(failed) == 1 and failed[0]["subject"] == owner["userId"]
    assert failed[0]["address"] == "127.0.0.1" and failed[0]["program"] == "operator"
    (made,) = [entry for entry in entries if entry["method"] == "identity.v1/CreatePartner"]
    changes = {change["kind"] for change in made["changes"]}
    assert "identity.v1/PartnerChanged" in changes
    (registered,) = [entry for entry in entries
                     if entry["method"] == "identity.v1/RegisterEndUser"]
    fields = {field["name"]: field for field in registered["changes"][0]["fields"]}
    assert fields["name"]["after"].startswith("digest:")
    # Another's are not told of.
    assert not audit(identity, shop.tokens["accessToken"], about=registered["changes"][0]["about"])
    (denied,) = eventually(lambda: audit(place.session("loyalty"), search="awardpoints"))
    assert denied["refusal"] == "denied" and denied["program"] == "lowly"
    # A kill in the middle leaves a chain that goes on.
    for _ in range(2):
        place.kill("identity")
        place.run("identity")
        place.wait_ready("identity")
        EndUser(place)
    entries = audit(place.session("identity"))
    assert [entry["seq"] for entry in entries] == list(range(len(entries), 0, -1))
    whole = place.octopus("audit", "verify")
    assert whole.stdout.count("nothing changed or missing") == len(SERVICES)
    # The person's own words, and secrets, are nowhere in it.
    (file,) = (place.data / "identity").glob("identity.sqlite")
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        told = b"".join(entry for entry, in database.execute("SELECT entry FROM audit"))
    for personal in (end_user.email, shop.email, secret, place.password, owner["refreshToken"]):
        assert personal.encode() not in told

    listed = place.octopus("audit", "identity", "--refused", "--json", "--no-token").stdout
    assert {json.loads(line)["refusal"] for line in listed.splitlines()} >= {"badCredentials"}
    place.octopus("audit", "export", "--no-token", str(place.data / "audit.csv"))
    text = (place.data / "audit.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) >= len(entries)
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["refusal"] for row in rows} >= {"", "badCredentials"}


@pytest.mark.parametrize("statement, fault", [
    ("UPDATE audit SET entry = (SELECT entry FROM audit WHERE seq = 1) WHERE seq = 2",
     "number 2 was changed"),
    ("UPDATE audit SET tenant = NULL WHERE seq = (SELECT max(seq) FROM audit WHERE tenant NOT NULL)",
     "searched by"),
    # Two entries in each other's place, as whole rows and in their words alone.
    ("""UPDATE audit SET seq = 1000005 - seq WHERE seq IN (2, 3);
        UPDATE audit SET seq = seq - 1000000 WHERE seq > 1000000""", "number 2 was changed"),
    ("""UPDATE audit SET entry = (SELECT entry FROM audit AS other WHERE other.seq = 5 - audit.seq)
        WHERE seq IN (2, 3)""", "number 2 was changed"),
    ("DELETE FROM audit WHERE seq = 1", "before number 2 are missing"),
    ("DELETE FROM audit WHERE seq = 2", "1 entries before number 3 are missing"),
    ("DELETE FROM audit WHERE seq > 2", "after number 2 are missing"),
])
def test_what_was_changed_or_is_missing_is_found(place, statement, fault):
    for _ in range(3):
        EndUser(place)
    (head,) = (place.data).glob("identity*.secrets/identity.audit-head")
    last = len(audit(place.session("identity")))
    eventually(lambda: int(head.read_text().split()[0]) >= last)
    forge(place, "identity", statement)
    found = place.octopus("audit", "verify", "identity", check=False)
    assert found.returncode == 1 and fault in found.stdout, found.stdout + found.stderr


def test_a_database_without_its_last_entries_says_so_after_a_start(place):
    for _ in range(3):
        EndUser(place)
    last = len(audit(place.session("identity")))
    place.stop("identity")
    forge(place, "identity", "DELETE FROM audit WHERE seq > 2")
    place.run("identity")
    place.wait_ready("identity")
    newest = audit(place.session("identity"))[0]
    assert newest["method"] == "restore" and f"entry {last}" in newest["refusal"]
    assert place.octopus("audit", "verify", "identity", check=False).returncode == 1


def test_a_program_changes_over_to_a_new_key_without_a_pause(place):
    operator = place.session("identity")
    place.new_key("till", "identity.v1/*")
    place.new_key("till-next")
    (till,) = [item for item in operator.call("identity.v1/ListPrincipals")["items"]
               if item["name"] == "till"]
    login = place.session("identity", "till").call(
        "identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
        route=place.tenant)
    reply = operator.call("identity.v1/RotatePrincipalKey", {
        "principalId": till["id"], "publicKey": place.public("till-next"), "overlapMs": 2000})
    assert reply["principalId"] != till["id"]
    new = place.session("identity", "till-next")
    login = new.call("identity.v1/RefreshToken", {"refreshToken": login["refreshToken"]},
                     route=place.tenant)
    old = place.session("identity", "till")
    # Both keys, then the new one alone.
    eventually(lambda: is_shut_out(old), seconds=20)
    assert new.call("identity.v1/RefreshToken", {"refreshToken": login["refreshToken"]},
                    route=place.tenant)["accessToken"]
    assert audit(operator, search="rotateprincipalkey")


def is_shut_out(session):
    try:
        session.call("identity.v1/GetSigningKeys", timeout=2)
    except Exception:
        return True
    return False


def test_a_tenant_is_created_and_edited_over_the_mesh(place):
    operator = place.session("identity")
    terms = {"name": "Octopus Bank", "locale": "hr-HR", "currency": "EUR",
             "timeZone": "Europe/Zagreb", "senderName": "The Bank"}
    made = operator.call("identity.v1/CreateTenant", {
        "terms": terms, "ownerName": "Ana", "ownerEmail": "ana@bank.example"})
    tenant = operator.call("identity.v1/GetTenant", {"tenantId": made["tenantId"]})
    assert tenant["terms"] == terms and tenant["version"] == 1
    edited = operator.call("identity.v1/EditTenant", {
        "tenantId": made["tenantId"], "version": 1, "terms": terms | {"currency": "USD"}})
    assert edited["version"] == 2
    assert refused(operator, "identity.v1/EditTenant", {
        "tenantId": made["tenantId"], "version": 1, "terms": terms}) == "stale"
    assert refused(operator, "identity.v1/GetTenant", {"tenantId": uuid.uuid4()}) == "notFound"
    (entry, *_) = audit(operator, search="edittenant", isRefused=False)
    fields = {field["name"]: field for field in entry["changes"][0]["fields"]}
    assert fields["currency"] == {"name": "currency", "before": "EUR", "after": "USD"}
    assert made["tenantId"] in {item["id"] for item in
                                operator.call("identity.v1/ListTenants")["items"]}
