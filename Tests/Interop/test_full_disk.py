"""A disk that takes no more while the service runs: what is there is read, and writing returns by itself."""

import resource
import time

import pytest

from conftest import EndUser, Shop
from place import Place, eventually


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.run("identity")
    # Beyond a limit of its files' size a process is sent a signal, which a full disk does not send.
    place.run("loyalty", before=["env", "--ignore-signal=XFSZ"])
    place.wait_ready("identity", "loyalty")
    yield place
    place.stop()


def limit_files(place, most_bytes):
    _, hard = resource.prlimit(place.pid("loyalty"), resource.RLIMIT_FSIZE)
    resource.prlimit(place.pid("loyalty"), resource.RLIMIT_FSIZE, (most_bytes, hard))


def wait_for_state(shop, state):
    until = time.monotonic() + 60
    while (health := shop.loyalty.call("mesh.v1/Health"))["state"] != state:
        assert time.monotonic() < until, health


def refusal(end_user):
    try:
        end_user.call("GetWallet")
    except end_user.system.client.Refused as refused:
        return refused.reason


def award(shop, person, timeout=10):
    return shop.loyalty.call(
        "loyalty.v1/AwardPoints",
        {"endUserId": person.id, "pointTypeId": shop.stamp, "amount": 4},
        route=shop.id, token=shop.tokens["accessToken"], timeout=timeout)


def test_people_read_while_the_disk_is_full_and_write_once_there_is_room(place):
    shop, end_user = Shop(place), EndUser(place)
    award(shop, end_user)
    ledger, wallet = shop.ledger(), end_user.call("GetWallet")

    limit_files(place, 1024)
    with pytest.raises(Exception, match="readOnly"):
        award(shop, end_user, timeout=2)
    wait_for_state(shop, "readOnly")

    # The new tokens tell of events of identity that loyalty can't apply.
    newcomer = EndUser(place)
    shop.log_in()
    end_user.log_in()
    assert end_user.call("GetWallet") == wallet
    assert shop.ledger()["held"] == ledger["held"]
    with pytest.raises(Exception, match="readOnly"):
        award(shop, end_user, timeout=2)

    # What is revoked meanwhile is refused all the same: it holds in memory.
    end_user.identity.call(
        "identity.v1/LogOut", {}, route=place.tenant, token=end_user.tokens["accessToken"])
    eventually(lambda: refusal(end_user) == "tokenRevoked", 2)
    assert shop.ledger()["held"] == ledger["held"]

    limit_files(place, resource.RLIM_INFINITY)
    wait_for_state(shop, "ready")
    for person in (end_user, newcomer):
        award(shop, person)
    assert shop.ledger()["held"] >= ledger["held"] + 8
