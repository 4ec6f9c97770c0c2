"""What one program and one tenant may do only so much of, and what they are told."""

import json
import time
import uuid

import pytest
import zmq

from conftest import Shop
from place import Place
from siege import REQUEST, dealer, frame, greet, receive_all

import cbor2


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.stop()


def register_many(place, key, count):
    """Registers as fast as it is answered; returns statuses and the bodies of refusals."""
    read = json.loads(place.key_file(key).read_text())
    one = dealer(place, "identity", (read["publicKey"].encode(), read["secretKey"].encode()),
                 sndhwm=0, rcvhwm=0)
    session, sent, statuses, bodies = greet(one), 0, [], []
    uuid7 = place.client.uuid7
    while len(statuses) < count:
        while sent < count and sent - len(statuses) < 100:
            sent += 1
            body = cbor2.dumps({"name": "Nobody", "email": f"{uuid.uuid4().hex}@mail.example"})
            one.send(frame(REQUEST, {
                1: sent, 2: session, 3: "identity.v1/RegisterEndUser", 5: place.tenant,
                4: int((time.monotonic() + 3600) * 1000), 6: uuid7()}, body))
        assert one.poll(10_000, zmq.POLLIN)
        for kind, header, reply in receive_all(one):
            statuses.append((header[12], header.get(13)))
            if header[12]:
                bodies.append((header, reply))
    one.close()
    return statuses, bodies


def test_registrations_without_end_are_refused_and_an_import_goes_on(place):
    place.start()
    place.new_key("importer", "identity.v1/RegisterEndUser")
    begun = time.monotonic()
    statuses, refusals = register_many(place, "importer", 4000)
    seconds = time.monotonic() - begun
    taken = sum(status == 0 for status, _ in statuses)
    # A burst of a sixth of a minute's 6,000, and a hundred a second.
    assert 1000 <= taken <= 1000 + 100 * (seconds + 1) + 1
    assert {status for status, _ in statuses} == {0, 8}
    header, reply = refusals[0]
    assert reply["reason"] == "quotaExceeded" and header[13] == 1
    assert reply["violations"][0]["path"] == "quota.end-users"
    assert 1 <= reply["retryAfterMs"] <= 60_000
    # Refused means no row: what was refused is not stored under its key.
    assert len(place.stored_keys("identity")) < taken + 50
    # Another program has its own, and one that waits as it is told comes through.
    place.new_key("other", "identity.v1/RegisterEndUser")
    for key in ("other", "importer"):
        session = place.session("identity", key)
        for _ in range(20):
            session.call("identity.v1/RegisterEndUser",
                         {"name": "Somebody", "email": f"{uuid.uuid4().hex}@mail.example"},
                         route=place.tenant)


def test_what_is_counted_in_a_day_is_known_after_a_kill(place):
    flags = "--quota-tenant-end-users", "50"
    place.run("identity", *flags)
    place.wait_ready("identity")
    statuses, refusals = register_many(place, "operator", 80)
    assert sum(status == 0 for status, _ in statuses) >= 50
    place.kill("identity")
    place.run("identity", *flags)
    place.wait_ready("identity")
    statuses, refusals = register_many(place, "operator", 20)
    assert {status for status, _ in statuses} == {8}
    assert refusals[0][1]["violations"][0]["path"] == "quota.tenant-end-users"
    assert refusals[0][1]["retryAfterMs"] <= 86_400_000


def test_quotas_stand_in_the_settings_and_what_is_wrong_with_them_stops_the_start(place):
    process = place.run("loyalty", "--quota-commands", "-1")
    assert process.wait(30) == 64
    assert "quota.commands" in place.log("loyalty")
    place.processes.clear()
    place.start("--quota-commands", "0", "--quota-tenant-rows", "0")
    Shop(place)
