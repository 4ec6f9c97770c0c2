"""Other ways to a service than TCP over IPv4: the Swift clients, and a follower, take them."""

import socket

import pytest

from conftest import EndUser, Shop
from place import SERVICES, Place


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("endpoint", [
    "ipc://{folder}/{name}.socket",
    pytest.param("tcp://[::1]:{port}", marks=pytest.mark.skipif(
        not has_ipv6(), reason="this machine has no IPv6"))])
def test_a_service_is_reached_there(tmp_path, endpoint):
    place = Place(tmp_path, [
        endpoint.replace("{folder}", str(tmp_path)).replace("{name}", name) for name in SERVICES])
    for service in SERVICES:
        place.run(service)
    try:
        assert place.octopus("health", "--wait", "30").returncode == 0
        if endpoint.startswith("ipc"):
            # What identity tells, loyalty knows: its follower came by the same way.
            shop, end_user = Shop(place), EndUser(place)
            assert shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp,
                             amount=3)["balance"] == 3
    finally:
        place.stop()
