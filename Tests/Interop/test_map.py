"""A mesh map that was wrong is corrected: services read it again at SIGHUP, without a restart."""

import json
import signal

import pytest

from conftest import EndUser, Shop
from place import Place, eventually


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.stop()


def write_map(place, services):
    (place.data / "mesh.json").write_text(json.dumps({"services": services}))


def with_wrong_key(place, service):
    """The map, and in it the key of `service` is another's."""
    (endpoint,) = place.map["services"][service]
    return {**place.map["services"],
            service: [{**endpoint, "publicKey": place.public("operator")}]}


def read_again(place, service, said):
    """Sends the signal; returns once the log told what became of it."""
    before = place.log(service).count(said)
    place.processes[service].send_signal(signal.SIGHUP)
    eventually(lambda: place.log(service).count(said) > before)


def trouble(health):
    return [one["trouble"] for one in health()["followers"] if one.get("trouble")]


@pytest.mark.parametrize("misled, other, words", [
    ("loyalty", "identity", "likely key mismatch"),
    ("identity", "loyalty", "isn't registered")])
def test_a_wrong_key_is_corrected(place, misled, other, words):
    """Loyalty follows identity: it has the wrong key of identity, or identity has its."""
    place.run(other)
    place.run("partners")
    # Loyalty knows nobody yet but the services of its map.
    loyalty = place.session("loyalty", key="loyalty")
    eventually(lambda: '"ready"' in place.log(other), 30)
    write_map(place, with_wrong_key(place, other))
    place.run(misled)

    def health():
        return loyalty.call("mesh.v1/Health", timeout=30)

    eventually(lambda: any(words in one for one in trouble(health)))
    write_map(place, place.map["services"])
    read_again(place, misled, "mesh map read again")
    eventually(lambda: not trouble(health))
    # What identity tells, loyalty knows.
    shop, end_user = Shop(place), EndUser(place)
    assert shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp,
                     amount=3)["balance"] == 3
    assert all(process.poll() is None for process in place.processes.values())


def test_a_map_that_is_worse_changes_nothing(place):
    place.start()
    write_map(place, with_wrong_key(place, "loyalty"))
    read_again(place, "loyalty", "correct the one or the other")
    write_map(place, {"loyalty": place.map["services"]["loyalty"]})
    read_again(place, "loyalty", "restart to take it")
    (place.data / "mesh.json").write_text("{")
    read_again(place, "loyalty", "mesh map kept as it was")
    write_map(place, place.map["services"])
    shop, end_user = Shop(place), EndUser(place)
    assert shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)
