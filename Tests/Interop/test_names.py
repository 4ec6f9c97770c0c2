"""Services that the map knows by names: a name server that swallows, and names with IPv6 only."""

import contextlib
import json
import os
import socket
import time

import pytest

import programs
from conftest import EndUser, Shop
from place import BIN, SERVICES, Place, eventually
from test_endpoints import has_ipv6

# An address that only a test listens at, so that a machine's own name server is not in the way.
SERVER = "127.0.0.77"


def instead_of(file, text, folder):
    """What is put before a command that is to read `text` in the system's file."""
    own = folder / file.rsplit("/", 1)[-1]
    own.write_text(text)
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c",
            f'mount --bind "{own}" {file} && exec "$@"', "sh"]


def need_mounts():
    if os.geteuid() or programs.run(["unshare", "--mount", "true"]).returncode:
        pytest.skip("files of the system's are replaced for one process by root alone")


@contextlib.contextmanager
def swallowing():
    """A name server that takes every question and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((SERVER, 53))
        server.settimeout(20)
        yield server


def test_a_name_server_that_swallows_costs_loyalty_nothing(tmp_path):
    need_mounts()
    place = Place(tmp_path)
    place.start()
    try:
        shop, end_user = Shop(place), EndUser(place)
        shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=1)
        place.stop()
        # Identity is away, and only a name server could say where.
        identity = place.map["services"]["identity"][0]
        identity["endpoint"] = f"tcp://identity.mall.example:{place.endpoint('identity')[1]}"
        (place.data / "mesh.json").write_text(json.dumps(place.map))
        with swallowing() as server:
            place.run("loyalty", before=instead_of(
                "/etc/resolv.conf", f"nameserver {SERVER}\n", tmp_path))
            place.wait_ready("loyalty")
            assert server.recv(512), "the name was never asked for"
            fresh = place.session("loyalty")
            slowest, calls, end = 0, 0, time.monotonic() + 8
            while time.monotonic() < end:
                began = time.monotonic()
                # A new line each time: accepting one is the I/O thread's work, too.
                fresh.socket and fresh.socket.close(0)
                fresh = place.session("loyalty")
                fresh.call("mesh.v1/Describe", timeout=5)
                slowest, calls = max(slowest, time.monotonic() - began), calls + 1
            print(f"{calls} calls, the slowest took {slowest:.3f} s")
            assert slowest < 2
            health = fresh.call("mesh.v1/Health")
            trouble = {one["trouble"] for one in health["followers"]}
            assert any("name" in words for words in trouble), trouble
    finally:
        place.stop()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_a_name_with_ipv6_only_is_reached(tmp_path):
    need_mounts()
    place = Place(tmp_path, ["tcp://six.mall.example:{port}"] * len(SERVICES))
    before = instead_of("/etc/hosts", "127.0.0.1 localhost\n::1 six.mall.example\n", tmp_path)
    for service in SERVICES:
        place.run(service, before=before)
    try:
        reached = programs.run(
            [*before, BIN / "octopus", "health", "--wait", "30"], capture_output=True, text=True,
            timeout=60, env=place.environment())
        assert reached.returncode == 0, reached.stdout + reached.stderr
        # Loyalty follows identity by the same name.
        assert eventually(lambda: "lag" in programs.run(
            [*before, BIN / "octopus", "call", "mesh.v1/Health", "--service", "loyalty"],
            capture_output=True, text=True, timeout=60, env=place.environment()).stdout)
    finally:
        place.stop()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_a_name_with_both_is_reached_where_the_service_is(tmp_path):
    need_mounts()
    place = Place(tmp_path, ["tcp://both.mall.example:{port}"] * len(SERVICES))
    hosts = "::1 both.mall.example\n127.0.0.1 both.mall.example\n"
    before = instead_of("/etc/hosts", hosts, tmp_path)
    for service in SERVICES:
        # Each listens at one of the two only.
        host = "127.0.0.1" if service == "identity" else "[::1]"
        place.run(service, "--mesh-endpoint", f"tcp://{host}:{place.endpoint(service)[1]}",
                  before=before)
    try:
        reached = programs.run(
            [*before, BIN / "octopus", "health", "--wait", "30"], capture_output=True, text=True,
            timeout=60, env=place.environment())
        assert reached.returncode == 0, reached.stdout + reached.stderr
    finally:
        place.stop()
