"""Profiles, consents and the file of a person, from the contract alone."""

import json
import threading
import uuid

import cbor2
import pytest

from conftest import EndUser, Shop
from place import SERVICES, Place, eventually
from test_end_users import erase, owner_of, refused


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("persons"))
    place.start()
    place.octopus("login", place.owner["email"], "--tenant", str(place.tenant),
                  "--password-file", str(place.data / "owner.password"))
    yield place
    place.stop()


class Person(EndUser):
    """An end user who tells of themselves."""

    def own(self, method, **body):
        return self.identity.call(f"identity.v1/{method}", body, route=self.system.tenant,
                                  token=self.tokens["accessToken"])

    def edit(self, *values, name="Ana", version=None):
        return self.own("EditProfile", name=name, values=list(values),
                        version=version or self.own("GetProfile")["version"])["version"]

    def agree(self, kind):
        return self.own("SetConsent", kind=kind, isGiven=True, textVersion="2026-01",
                        version=self.own("GetProfile")["version"])

    def file(self, service):
        """All that a service knows, by table."""
        session, tables, after = self.system.session(service), {}, {}
        while True:
            page = session.call("mesh.v1/ReadPersonalData", {"limit": 5, **after},
                                token=self.tokens["accessToken"])
            for one in page["items"]:
                fields = {field.pop("name"): field.popitem()[1] for field in one["fields"]}
                tables.setdefault(one["table"], []).append(fields)
            if "next" not in page:
                return tables
            after = {"after": page["next"]}


def attribute(place, name, kind, **more):
    return place.session("identity").call(
        "identity.v1/CreateAttribute", {"name": f"{name} {uuid.uuid4()}", "kind": kind, **more},
        route=place.tenant, token=owner_of(place))["id"]


def test_what_a_person_tells_and_allows_reaches_those_who_follow(place):
    person = Person(place)
    size = attribute(place, "Shoe size", "number")
    drink = attribute(place, "Drink", "choice", choices=["Tea", "Coffee"])
    person.edit({"attributeId": size, "amount": 42.5}, {"attributeId": drink, "choice": "Tea"})
    person.agree("emailMarketing")
    person.own("SetConsent", kind="emailMarketing", isGiven=False, textVersion="2026-01")
    reader = place.session("identity")
    events, after = [], {}
    while True:
        page = reader.call("mesh.v1/ReadEvents", {"limit": 1000, "waitMs": 0, **after}, timeout=20)
        events += [one for one in page["events"] if one["subject"] == person.id]
        if page["isAtEnd"]:
            break
        after = {"after": page["next"]}
    bodies = [(one["kind"], cbor2.loads(one["body"])) for one in events]
    states = [body for kind, body in bodies if kind == "identity.v1/EndUserChanged"]
    assert [one.get("consents") for one in states] == [None, None, ["emailMarketing"], None]
    decided = [body for kind, body in bodies if kind == "identity.v1/ConsentChanged"]
    assert [one["isGiven"] for one in decided] == [True, False]
    assert {one["program"] for one in decided} == {"operator"}
    # What they told travels in the personal part, and in no body.
    assert "42.5" not in str(bodies) and "Tea" not in str(bodies)
    personal = [cbor2.loads(one["personal"]) for one in events
                if one["kind"] == "identity.v1/EndUserChanged" and "personal" in one]
    assert {value["attributeId"] for value in personal[-1]["values"]} == {size, drink}


def test_wrong_values_are_told_all_at_once(place):
    person = Person(place)
    size, home = attribute(place, "Size", "number"), attribute(place, "Home", "place")
    with pytest.raises(place.client.Refused) as error:
        person.edit({"attributeId": size, "text": "large" * 100_000},
                    {"attributeId": home, "place": {"latitude": 91.0, "longitude": 0.0}},
                    {"attributeId": uuid.uuid4(), "text": "x"})
    told = {(one["path"], one["rule"]) for one in error.value.error["violations"]}
    assert told >= {("values[0].amount", "required"), ("values[0].text", "form"),
                    ("values[1].place.latitude", "range"), ("values[1].place", "consent"),
                    ("values[2].attributeId", "known")}
    assert person.own("GetProfile")["values"] == []


def test_what_was_acknowledged_survives_a_kill(place):
    person, motto = Person(place), attribute(place, "Motto", "text")
    acknowledged, version = [], person.own("GetProfile")["version"]
    stop = threading.Event()

    def edit():
        nonlocal version
        while not stop.is_set():
            text = f"motto {len(acknowledged)}"
            try:
                version = person.edit({"attributeId": motto, "text": text}, version=version)
            except Exception:
                return
            acknowledged.append(text)

    thread = threading.Thread(target=edit)
    thread.start()
    eventually(lambda: len(acknowledged) > 20)
    place.kill("identity")
    stop.set()
    thread.join(60)
    place.run("identity")
    place.wait_ready("identity")
    person.identity = place.session("identity")
    profile = eventually(lambda: profile_of(person), seconds=30)
    number = int(profile["values"][0]["text"].split()[1])
    # The last one may have been done, or not, without its answer.
    assert number - len(acknowledged) in (-1, 0)


def profile_of(person):
    try:
        return person.own("GetProfile")
    except Exception:
        return None


def test_the_file_of_a_person_has_what_every_service_knows(place):
    shop, person, other = Shop(place), Person(place), Person(place)
    motto = attribute(place, "Motto", "text")
    person.edit({"attributeId": motto, "text": "Carpe diem"})
    person.agree("smsMarketing")
    for one in person, other:
        shop.loyalty.seen |= one.identity.seen
        shop.call("AwardPoints", pointTypeId=shop.stamp, endUserId=one.id, amount=7,
                  note=f"likes umbrellas {one.id}")
    identity, loyalty = person.file("identity"), person.file("loyalty")
    (row,) = identity["end_users"]
    assert row["email"] == person.email and "Carpe diem" in row["profile_values"]
    assert identity["consent_decisions"][0]["text_version"] == "2026-01"
    assert loyalty["ledger"][0]["amount"] == 7
    assert loyalty["ledger_notes"][0]["note"] == f"likes umbrellas {person.id}"
    # The tenant's user has the same of all services in one file.
    for name in person.email, str(person.id), person.code:
        written = json.loads(place.octopus("person", "export", name).stdout)
        assert written["endUserId"] == str(person.id)
        assert set(written["services"]) == set(SERVICES)
        assert written["services"]["identity"].keys() == identity.keys()
        assert written["services"]["loyalty"].keys() == loyalty.keys()
        text = json.dumps(written)
        assert str(other.id) not in text and other.email not in text
        assert "likes umbrellas" in text and "Carpe diem" in text
    # Nobody else's program or person gets it.
    refused_mesh(place, "notFound", other, {"endUserId": person.id})
    shopkeeper = place.session("loyalty")
    with pytest.raises(place.client.Refused) as error:
        shopkeeper.call("mesh.v1/ReadPersonalData", {"endUserId": person.id},
                        token=shop.tokens["accessToken"])
    assert error.value.error["reason"] == "denied"
    erase(place, person)
    ended = place.octopus("person", "export", str(person.id), check=False)
    assert ended.returncode != 0 and ended.stdout == ""


def refused_mesh(place, reason, person, body):
    for service in SERVICES:
        with pytest.raises(place.client.Refused) as error:
            place.session(service).call("mesh.v1/ReadPersonalData", body,
                                        token=person.tokens["accessToken"])
        assert error.value.error["reason"] == reason


def test_a_role_must_reach_that_far(place):
    person = Person(place)
    refused(place, "unauthenticated", place.session("identity"), "GetProfile", {})
    refused(place, "denied", place.session("identity"), "GetProfile", {}, token=owner_of(place))
    refused(place, "denied", place.session("identity"), "CreateAttribute",
            {"name": "Motto", "kind": "text"}, token=person.tokens["accessToken"])
