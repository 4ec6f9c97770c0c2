"""End users, from the contract alone: codes that go to them and nobody else, and their erasure."""

import contextlib
import ctypes
import itertools
import json
import sqlite3
import uuid

import cbor2
import pytest
from zmq.utils import z85

import spool
from conftest import EndUser, Shop
from curve import sodium
from place import SERVICES, Place, eventually
from test_restore import copy, put_back

numbers = itertools.count(1)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("end-users"))
    place.start()
    yield place
    place.stop()


def owner_of(place):
    return place.session("identity").call(
        "identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
        route=place.tenant)["accessToken"]


def refused(place, reason, session, method, body, **more):
    with pytest.raises(place.client.Refused) as error:
        session.call(f"identity.v1/{method}", body, route=place.tenant, **more)
    assert error.value.error["reason"] == reason


def program(place, name, *grants):
    """A program of the tenant, with its session."""
    place.octopus("keys", "new", str(place.key_file(name)))
    made = place.octopus(
        "keys", "grant", name, "--tenant", str(place.tenant), "--public-key", place.public(name),
        *(text for grant in grants for text in ("--grant", grant)))
    assert made.returncode == 0, made
    return place.session("identity", name)


def test_the_program_that_asks_is_not_told_the_code_and_alone_can_use_it(place):
    end_user = EndUser(place)
    app = program(place, "app", "identity.v1/*", "mesh.v1/*")
    thief = program(place, "app-thief", "identity.v1/*", "mesh.v1/*")
    answer = app.call("identity.v1/RequestLoginCode", {"contact": end_user.email},
                      route=place.tenant)
    nobody = app.call("identity.v1/RequestLoginCode", {"contact": "nobody@example.org"},
                      route=place.tenant)
    assert answer.keys() == nobody.keys() == {"expiresAt"}
    code = eventually(lambda: spool.codes(place.mail, end_user.email)[1:])[-1]
    assert spool.mails(place.mail, "nobody@example.org") == []
    body = {"contact": end_user.email, "loginCode": code}
    refused(place, "loginCodeInvalid", thief, "LogInEndUser", body)
    refused(place, "loginCodeInvalid", place.session("identity"), "LogInEndUser", body)
    reply = app.call("identity.v1/LogInEndUser", body, route=place.tenant)
    assert reply["endUserId"] == end_user.id
    (subject, text) = spool.mails(place.mail, end_user.email)[-1]
    assert "Mall" in subject and code not in subject.replace(" ", "") and "Mall" in text


def open_sealed(sealed, key_file):
    keys = json.loads(key_file.read_text())
    public, secret = z85.decode(keys["publicKey"]), z85.decode(keys["secretKey"])
    plain = ctypes.create_string_buffer(len(sealed) - 48)
    if sodium.crypto_box_seal_open(
            plain, sealed, ctypes.c_ulonglong(len(sealed)), public, secret):
        return None
    return cbor2.loads(plain.raw)


def test_a_code_for_a_phone_can_be_read_by_the_one_program_that_delivers(place):
    identity, owner, phone = place.session("identity"), owner_of(place), "+385911234567"
    made = identity.call("identity.v1/RegisterEndUser", {"phone": phone}, route=place.tenant)
    refused(place, "messagesNotDelivered", identity, "RequestLoginCode", {"contact": phone})
    grants = ("mesh.v1/ReadEvents:identity.v1/LoginCodeToDeliver", "mesh.v1/ReadEvents",
              "mesh.v1/ReadPersonal")
    gate = program(place, "sms-gate", *grants)
    other = program(place, "sms-other", *grants)
    ids = {one["name"]: one["id"] for one in
           identity.call("identity.v1/ListPrincipals", {}, timeout=30)["items"]}
    identity.call("identity.v1/SetMessageProgram", {"principalId": ids["sms-gate"]},
                  route=place.tenant, token=owner)
    identity.call("identity.v1/RequestLoginCode", {"contact": phone}, route=place.tenant)

    def told(session):
        page = session.call("mesh.v1/ReadEvents", {
            "kinds": ["identity.v1/LoginCodeToDeliver"], "limit": 10, "waitMs": 5000}, timeout=20)
        return [one for one in page["events"] if one["subject"] == made["endUserId"]]

    (event,) = told(gate)
    assert cbor2.loads(event["body"])["program"] == ids["sms-gate"]
    sealed = cbor2.loads(event["personal"])["sealed"]
    message = open_sealed(sealed, place.key_file("sms-gate"))
    assert message["to"] == phone
    # Others may read the event, and find nothing in it.
    assert [cbor2.loads(one["personal"])["sealed"] for one in told(other)] == [sealed]
    assert open_sealed(sealed, place.key_file("sms-other")) is None
    code = message["text"][:9].replace(" ", "")
    reply = identity.call("identity.v1/LogInEndUser", {"contact": phone, "loginCode": code},
                          route=place.tenant)
    assert reply["endUserId"] == made["endUserId"]


class Marked(EndUser):
    """An end user whose name, address and note are found wherever they stand."""

    def __init__(self, system):
        self.system, number = system, f"{next(numbers)}{uuid.uuid4().hex[:12]}"
        self.name, self.email = f"Zvjezdana{number}", f"zvjezdana{number}@example.org"
        self.phone, self.note = f"+38591{uuid.uuid4().int % 10**7:07}", f"likes umbrellas {number}"
        self.identity, self.loyalty = system.session("identity"), system.session("loyalty")
        made = self.identity.call(
            "identity.v1/RegisterEndUser",
            {"name": self.name, "email": self.email, "phone": self.phone}, route=system.tenant)
        self.id, self.code = made["endUserId"], made["code"]
        self.log_in()

    def found(self):
        """In which files of the services they stand: databases, logs beside them, indexes."""
        files = [file for service in SERVICES for folder in (service, f"{service}.secrets")
                 for file in (self.system.data / folder).glob("**/*") if file.is_file()]
        files += list((self.system.data / "logs").iterdir())
        return {(file.name, text) for file in files for data in [file.read_bytes()]
                for text in (self.name, self.email, self.phone, self.note) if text.encode() in data}


def erase(place, end_user):
    return place.session("identity").call(
        "identity.v1/EraseEndUser", {"endUserId": end_user.id}, route=place.tenant,
        token=owner_of(place))


def test_who_is_erased_is_in_no_file_of_any_service_within_seconds(place):
    shop, end_user, stays = Shop(place), Marked(place), Marked(place)
    for one in end_user, stays:
        shop.loyalty.seen |= one.identity.seen
        shop.call("AwardPoints", pointTypeId=shop.stamp, endUserId=one.id, amount=7, note=one.note)
        assert one.call("GetWallet")
    files = {name for name, _ in end_user.found()}
    assert any("identity" in name for name in files) and any("loyalty" in name for name in files)
    erase(place, end_user)
    eventually(lambda: not end_user.found(), seconds=20)
    assert stays.found()
    with pytest.raises(place.client.Refused):
        end_user.call("GetWallet")
    # The ledger keeps what was given, to a bare id.
    (balance,) = shop.call("ListBalances", endUserId=end_user.id)["items"]
    assert balance["amount"] == 7
    assert shop.ledger()["isBalanced"]
    place.stop()
    assert not end_user.found() and stays.found()
    place.start()
    assert not end_user.found()


def test_a_copy_that_is_put_back_does_not_bring_them_back(tmp_path):
    place = Place(tmp_path)
    place.start()
    try:
        end_user = Marked(place)
        place.stop()
        copy(place)
        place.start()
        erase(place, end_user)
        for service in SERVICES:
            place.kill(service)
        put_back(place)
        place.run("identity")

        def left():
            return {name for name, _ in end_user.found() if name.startswith("identity")}

        # The log beside the database is emptied when nobody reads what was before.
        eventually(lambda: status(place, end_user) == "erased" and not left())
        place.stop("identity")
        assert not left()
    finally:
        place.stop()


def status(place, end_user):
    (file,) = (place.data / "identity").glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(
            "SELECT status FROM end_users WHERE id = ?", [end_user.id.bytes]).fetchone()[0]
