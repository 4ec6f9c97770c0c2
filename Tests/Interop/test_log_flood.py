"""Who may call next to nothing can't fill a disk with lines, and a full disk of the log stops nothing."""

import json
import time

import pytest
import zmq

import disks
from conftest import EndUser, Shop
from place import Place, eventually
from siege import REQUEST, dealer, frame, greet, receive_all

FLOOD = 20_000


@pytest.fixture
def place(tmp_path):
    (tmp_path / "octopus").mkdir()
    place = Place(tmp_path / "octopus")
    yield place
    place.stop()


def keys(place, name):
    read = json.loads(place.key_file(name).read_text())
    return read["publicKey"].encode(), read["secretKey"].encode()


def flood(place, service, key, methods, count=FLOOD):
    """Calls as fast as it is answered."""
    place.session(service, key).call("mesh.v1/Health")
    # A session that answers no PING is sent 16 MiB and no more.
    for start in range(0, count, 10_000):
        flood_session(place, service, key, methods, start, min(10_000, count - start))


def flood_session(place, service, key, methods, start, count, in_flight=100):
    one = dealer(place, service, keys(place, key), sndhwm=0, rcvhwm=0)
    session, sent, answered = greet(one), 0, 0
    while answered < count:
        while sent < count and sent - answered < in_flight:
            sent += 1
            one.send(frame(REQUEST, {1: sent, 2: session, 3: methods(start + sent),
                                     4: int((time.monotonic() + 3600) * 1000)}, b"\xa0"))
        assert one.poll(10_000, zmq.POLLIN), f"no answer after {answered}"
        answered += sum(1 for _ in receive_all(one))
    one.close()


def lines(path):
    return [json.loads(line) for line in path.read_text(errors="replace").splitlines()
            if line.startswith('{"at"') and line.endswith("}")]


def test_denied_calls_of_one_key_are_some_lines_and_a_number(place):
    """As fast as the service answers: a lowly key alone wrote 12.8 MB a second."""
    place.start()
    place.new_key("lowly", "mesh.v1/Health")
    before = (place.data / "logs" / "loyalty.log").stat().st_size
    flood(place, "loyalty", "lowly", lambda number: "loyalty.v1/AwardPoints")
    flood(place, "loyalty", "lowly", lambda number: f"loyalty.v1/Invented{number}")
    flood(place, "loyalty", "lowly", lambda number: "mesh.v1/Health", count=2000)
    place.stop("loyalty")
    told = lines(place.data / "logs" / "loyalty.log")
    written = (place.data / "logs" / "loyalty.log").stat().st_size - before
    assert written < 400 * 1024, written
    calls = [line for line in told if line["message"] == "call" and line["principal"] == "lowly"]
    assert 100 <= len(calls) <= 1000
    summed = [line for line in told if "refused than are told" in line["message"]]
    assert {line["reason"] for line in summed} == {"denied"}
    refused = sum(line["reason"] == "denied" for line in calls)
    # Methods that nobody has are refused before they are anybody's call.
    assert refused + sum(line["calls"] for line in summed) == FLOOD


def test_good_calls_as_fast_as_they_come_stay_within_the_rate(place):
    place.run("identity")
    place.run("loyalty", "--log-rate", "16", "--log-level", "debug")
    place.wait_ready("identity", "loyalty")
    place.new_key("lowly", "mesh.v1/Health")
    begun = time.monotonic()
    flood(place, "loyalty", "lowly", lambda number: "mesh.v1/Health", count=5000)
    place.stop("loyalty")
    seconds = time.monotonic() - begun
    log = place.data / "logs" / "loyalty.log"
    # Eight seconds' worth at once, for lines of calls, notes and warnings.
    assert log.stat().st_size < (16 + 2 * 16) * 1024 * (8 + seconds) + 64 * 1024
    told = lines(log)
    left_out = sum(line["lines"] for line in told if "left out" in line["message"])
    written = sum(line["message"] == "call" for line in told)
    assert written > 100 and left_out > 1000
    assert written + left_out >= 5000


def test_a_log_that_is_renamed_at_its_bound_takes_twice_as_much_and_no_more(place, tmp_path):
    log = tmp_path / "logs" / "loyalty.log"
    log.parent.mkdir()
    place.run("identity")
    place.run("loyalty", "--log-file", str(log), "--log-file-limit", "1", "--log-level", "debug",
              "--log-rate", "1048576")
    place.wait_ready("identity", "loyalty")
    place.new_key("lowly", "mesh.v1/Health")
    for _ in range(5):
        flood(place, "loyalty", "lowly", lambda number: "mesh.v1/Health", count=4000)
        assert disks.used_bytes(log.parent) < 2 * 1024 * 1024 + 512 * 1024
    assert sorted(path.name for path in log.parent.iterdir()) == [log.name, log.name + ".1"]


def test_a_full_disk_of_the_log_stops_nothing_and_the_log_returns(place, tmp_path):
    with disks.small_disk(tmp_path / "logs", 4) as disk:
        log = disk / "loyalty.log"
        place.run("identity")
        place.run("loyalty", "--log-file", str(log))
        place.wait_ready("identity", "loyalty")
        shop, end_user = Shop(place), EndUser(place)
        rest = disks.fill(disk)
        # More lines than the last page of the file takes.
        for number in range(60):
            shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)
            if number == 40:
                # An operator who makes room in the worst way.
                log.unlink()
        rest.unlink()

        def returns():
            shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)
            return log.exists() and any(
                line["message"] == "call" and line["method"] == "loyalty.v1/AwardPoints"
                for line in lines(log))

        eventually(returns, seconds=20)
        assert shop.ledger()["isBalanced"]


def test_a_key_with_health_alone_fills_no_disk_of_48_mib(tmp_path):
    """Data and log on one small disk: the log leaves room, and both go on."""
    with disks.small_disk(tmp_path / "octopus", 48) as disk:
        place = Place(disk)
        try:
            for service in "identity", "loyalty":
                place.run(service, "--log-file", str(disk / f"{service}.out"), "--log-level",
                          "debug", "--log-rate", "1048576")
            place.wait_ready("identity", "loyalty")
            place.new_key("lowly", "mesh.v1/Health")
            shop, end_user = Shop(place), EndUser(place)
            for _ in range(4):
                flood(place, "loyalty", "lowly", lambda number: f"loyalty.v1/Invented{number}",
                      count=5000)
                flood(place, "loyalty", "lowly", lambda number: "mesh.v1/Health", count=30_000)
            assert disks.free_bytes(disk) > 3 << 20
            shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)
            assert shop.loyalty.call("mesh.v1/Health")["state"] == "ready"
        finally:
            place.stop()


def test_on_a_full_disk_rights_are_taken_away_and_commands_return_with_the_room(tmp_path):
    """Persons and programs are told `noRoom` and when to come again; the mesh goes on."""
    with disks.small_disk(tmp_path / "octopus", 64) as disk:
        place = Place(disk)
        try:
            place.start()
            place.new_key("lost", "loyalty.v1/*", "mesh.v1/*")
            shop, end_user = Shop(place), EndUser(place)
            program = place.session("loyalty", "lost")
            program.call("mesh.v1/Health")
            rest = disks.fill(disk)

            def award(timeout=0.5):
                shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)

            def refused():
                try:
                    shop.loyalty.call(
                        "loyalty.v1/AwardPoints",
                        {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 1},
                        route=shop.id, token=shop.tokens["accessToken"], timeout=0.3)
                except TimeoutError as late:
                    return "noRoom" in str(late) and "wait" in str(late)
                except place.client.Refused as refusal:
                    # The very commit that met the end of the disk, before anybody had looked.
                    assert refusal.reason == "readOnly", refusal

            eventually(refused)
            assert shop.loyalty.call("mesh.v1/Health")["state"] == "noRoom"
            # Identity revokes, and loyalty learns of it, though there is room for nobody else.
            (principal,) = [one for one in place.session("identity").call(
                "identity.v1/ListPrincipals")["items"] if one["name"] == "lost"]
            place.session("identity").call(
                "identity.v1/RevokePrincipal", {"principalId": principal["id"]})

            def is_revoked():
                try:
                    program.call("mesh.v1/Health", timeout=0.5)
                except Exception as refusal:
                    return "revoked" in str(refusal) or "not registered" in str(refusal)

            eventually(is_revoked)
            # What is there is read.
            assert shop.ledger()["isBalanced"]
            rest.unlink()
            eventually(lambda: shop.loyalty.call("mesh.v1/Health")["state"] == "ready")
            award()
            EndUser(place)
        finally:
            place.stop()
