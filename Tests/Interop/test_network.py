"""Three hosts and a network that fails: calls end in time, tell the truth, and all heals."""

import contextlib
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import threading
import time

import pytest

import programs
from conftest import EndUser, Shop
from hosts import Host, Network, need_hosts
from place import BIN, SERVICES, Place, eventually

LONG = bool(os.environ.get("OCTOPUS_LONG"))
# What a call may take beyond its deadline, and what a loaded machine of two cores adds to it.
GRACE, LOADED = 0.1, 0.5
HEALED = 5


class Three(Place):
    """A client and the services, each on a host of its own."""

    def __init__(self, data, network):
        addresses = {role: f"10.77.0.{number}" for number, role in enumerate(("client", *SERVICES), 1)}
        hosts = {role: Host(network, address) for role, address in addresses.items()}
        super().__init__(data, [f"tcp://{addresses[name]}:{{port}}" for name in SERVICES])
        self.network, self.hosts = network, hosts
        self.till, self.identity, self.loyalty = list(hosts.values())[:3]
        self.client = self.till.client()
        self.local_client = self.identity.client()

    def register_at_identity(self):
        """An end user, by a client on identity's own host: no line of the network is needed."""
        session = self.session("identity", client=self.local_client)
        return session.call("identity.v1/RegisterEndUser",
                            {"email": f"{self.client.uuid7().hex}@example.org"},
                            route=self.tenant)["endUserId"]


@pytest.fixture(scope="module")
def network():
    need_hosts()
    network = Network()
    yield network
    network.close()


@pytest.fixture(scope="module")
def three(network, tmp_path_factory):
    three = Three(tmp_path_factory.mktemp("network"), network)
    three.start("--security-freshness-bound", "3s")
    yield three
    three.stop()


@pytest.fixture(scope="module")
def people(three):
    return Shop(three), EndUser(three)


@pytest.fixture(autouse=True)
def well_again(request):
    yield
    if "network" in request.fixturenames:
        request.getfixturevalue("network").heal()


def award(shop, end_user, key=None, timeout=2, **more):
    """One point, and how long it took."""
    began = time.monotonic()
    try:
        return shop.loyalty.call(
            "loyalty.v1/AwardPoints",
            {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 1}, route=shop.id,
            token=shop.tokens["accessToken"], key=key, timeout=timeout, **more)
    finally:
        assert time.monotonic() - began < timeout + GRACE + LOADED


def database(three):
    (file,) = (three.data / "loyalty").glob("*.sqlite")
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def issued(three, shop):
    """What the ledger holds, as its file says."""
    return database(three).execute(
        "SELECT count(*) FROM ledger WHERE point_type = ?", (shop.stamp.bytes,)).fetchone()[0]


def heals(network, works):
    """The network is back: `works` works within the promised time."""
    began = network.heal()
    eventually(works, HEALED + LOADED)
    print(f"healed after {time.monotonic() - began:.1f} s")


def served(shop, end_user, key=None):
    """Whether a call is served within the next moment."""
    with contextlib.suppress(TimeoutError):
        return award(shop, end_user, key, timeout=1)


# --- partitions ------------------------------------------------------------------------------

@pytest.mark.parametrize("direction", ["both", "there", "back"])
def test_a_partition_between_client_and_service(three, network, people, direction):
    shop, end_user = people
    shop.log_in()
    assert award(shop, end_user, timeout=5)
    before, key = issued(three, shop), three.client.uuid7()
    if direction != "back":
        network.cut(three.till, three.loyalty, both=direction == "both")
    else:
        network.cut(three.loyalty, three.till, both=False)
    with pytest.raises(TimeoutError):
        award(shop, end_user, key)
    # The command came through where only its answer was lost; the retry tells what it did.
    assert issued(three, shop) - before == (direction == "back")
    heals(network, lambda: served(shop, end_user, key))
    again = award(shop, end_user, key, timeout=5)
    assert again == award(shop, end_user, key, timeout=5)
    assert issued(three, shop) == before + 1


class Tool:
    """The Swift client on the client's host, with a partner's user logged in."""

    def __init__(self, three, shop, end_user):
        self.three, self.shop = three, shop
        password = three.data / f"{shop.id}.password"
        password.write_text(shop.password)
        self.profile = f"shop-{shop.id}"
        three.octopus("login", "--tenant", str(three.tenant), shop.email, "--password-file",
                      str(password), "--profile", self.profile)
        self.body = json.dumps({"endUserId": str(end_user.id), "pointTypeId": str(shop.stamp),
                                "amount": 1})

    def award(self, key=None, timeout=2, **environment):
        """Exit code, words, and the time that it took."""
        began = time.monotonic()
        ended = self.three.octopus(
            "call", "loyalty.v1/AwardPoints", self.body, *(["--key", str(key)] if key else []),
            "--timeout", str(timeout), "--profile", self.profile, check=False, **environment)
        return ended.returncode, ended.stdout + ended.stderr, time.monotonic() - began


@pytest.fixture(scope="module")
def tool(three, people):
    return Tool(three, *people)


def test_the_tool_knows_for_certain_that_nothing_was_done(three, network, people, tool):
    shop, _ = people
    before, key = issued(three, shop), three.client.uuid7()
    network.cut(three.till, three.loyalty)
    code, said, seconds = tool.award(key)
    assert code == 3 and "Nothing was done" in said, said
    assert seconds < 2 + GRACE + LOADED
    heals(network, lambda: tool.award(key)[0] == 0)
    assert issued(three, shop) == before + 1


def test_the_tool_does_not_know_what_a_lost_answer_said(three, network, people, tool):
    shop, _ = people
    before, key = issued(three, shop), three.client.uuid7()
    # Only a call with a token is that long.
    network.cut_once(three.till, three.loyalty, 800)
    code, said, seconds = tool.award(key)
    assert code == 3 and "may have been done" in said, said
    assert seconds < 2 + GRACE + LOADED
    eventually(lambda: issued(three, shop) == before + 1)
    heals(network, lambda: tool.award(key)[0] == 0)
    assert issued(three, shop) == before + 1


@pytest.mark.parametrize("seconds", [1, 4, 9, 20] if LONG else [4])
def test_long_lived_swift_clients_heal(three, network, people, seconds):
    """Loyalty, which follows identity, and the tool, which follows its events."""
    shop, _ = people
    shop.log_in()
    with three.on("client"):
        following = programs.start(
            [BIN / "octopus", "events", "identity", "--follow", "--tail", "all"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=three.environment())
    seen = set()

    def listen():
        for line in following.stdout:
            seen.add(json.loads(line)["subject"])

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    first = three.register_at_identity()
    eventually(lambda: str(first) in seen, 20)
    network.cut(three.identity, three.till)
    network.cut(three.identity, three.loyalty)
    missed = three.register_at_identity()
    time.sleep(seconds)  # how long the line is cut: nothing comes, so there is nothing to await
    assert str(missed) not in seen
    began = network.heal()
    late = three.register_at_identity()
    one = type("Late", (), {"id": late})

    def known():
        with contextlib.suppress(three.client.Refused, TimeoutError):
            return award(shop, one, timeout=1)

    eventually(known, HEALED + LOADED)
    follower = time.monotonic() - began
    eventually(lambda: {str(missed), str(late)} <= seen, HEALED + LOADED - follower)
    print(f"follower healed after {follower:.1f} s, tool after {time.monotonic() - began:.1f} s")
    following.terminate()
    listener.join(10)
    following.wait(10)


def unacknowledged(pid, host):
    """What a process sent to a host and nobody acknowledged yet, in bytes: by its sockets."""
    peer = socket.inet_aton(host.address)[::-1].hex().upper()
    rows = pathlib.Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    sent = {f"socket:[{row[9]}]": int(row[4].split(":")[0], 16)
            for row in map(str.split, rows) if row[2].startswith(peer)}
    held = set()
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed at this very moment
            held.add(os.readlink(descriptor))
    return {inode: count for inode, count in sent.items() if inode in held}


def test_a_service_lets_go_of_a_client_that_vanished(three, network, people):
    """Its machine lost power, say: what is sent to it is never acknowledged. Linux by itself hopes
    for a quarter of an hour, and a descriptor is held for as long; a service hopes for 30 s."""
    pid, before = three.pid("loyalty"), set(unacknowledged(three.pid("loyalty"), three.till))
    session = three.session("loyalty")
    session.call("mesh.v1/Health")
    (connection,) = set(unacknowledged(pid, three.till)) - before
    network.cut(three.till, three.loyalty)
    # It asks whether the client still lives.
    eventually(lambda: unacknowledged(pid, three.till)[connection], 20)
    began = time.monotonic()
    eventually(lambda: connection not in unacknowledged(pid, three.till), 30 + HEALED, pause=0.2)
    print(f"let go after {time.monotonic() - began:.1f} s")
    session.socket.close(0)


# --- bad lines -------------------------------------------------------------------------------

@pytest.mark.parametrize("loss, delay", [(0.05, 0), (0, 0.2), (0.05, 0.05)])
def test_a_bad_line_is_slow_and_true(three, network, people, tool, loss, delay):
    shop, end_user = people
    shop.log_in()
    before, awards = issued(three, shop), 10
    network.loss, network.delay = loss, delay
    for _ in range(awards):
        assert award(shop, end_user, timeout=15)
    code, said, _ = tool.award(three.client.uuid7(), timeout=15)
    assert code == 0, said
    assert issued(three, shop) == before + awards + 1


def test_a_deadline_shorter_than_the_way_there_and_back(three, network, people):
    shop, end_user = people
    assert award(shop, end_user, timeout=5)
    before, key = issued(three, shop), three.client.uuid7()
    network.delay = 0.2
    with pytest.raises(TimeoutError):
        award(shop, end_user, key, timeout=0.3)
    heals(network, lambda: served(shop, end_user, key))
    assert issued(three, shop) == before + 1


# --- revocation ------------------------------------------------------------------------------

def refusal(shop, end_user, timeout=2):
    """Why a call is refused; None if it is not."""
    try:
        award(shop, end_user, timeout=timeout)
        return None
    except shop.system.client.Refused as refused:
        return refused.reason
    except TimeoutError:
        return "again and again"  # it asks again until its time is up


def log_out(three, shop):
    """At identity's own host; returns when it was acknowledged."""
    session = three.session("identity", client=three.local_client)
    session.call("identity.v1/LogOut", {}, route=three.tenant, token=shop.tokens["accessToken"])
    return time.monotonic()


def test_a_connected_service_refuses_after_a_second(three, people):
    shop, end_user = people
    shop.log_in()
    assert refusal(shop, end_user) is None
    at = log_out(three, shop)
    reason = eventually(lambda: refusal(shop, end_user), 1 + LOADED, pause=0.01)
    assert reason in ("tokenRevoked", "unauthenticated"), reason
    print(f"refused {time.monotonic() - at:.2f} s after the acknowledgement")


def test_a_cut_line_keeps_no_session_alive(three, network, people):
    """The bound is 3 s here; and what was revoked meanwhile stays so when the line is back."""
    shop, end_user = people
    shop.log_in()
    assert refusal(shop, end_user) is None
    network.cut(three.identity, three.loyalty)
    cut_at = time.monotonic()
    log_out(three, shop)
    # Each question takes its two seconds once it is refused.
    assert eventually(lambda: refusal(shop, end_user), 3 + LOADED) == "again and again"
    assert time.monotonic() - cut_at < 3 + 2 + LOADED
    assert '"unproven"' in three.log("loyalty")
    began = network.heal()
    assert refusal(shop, end_user) is not None
    shop.log_in()
    eventually(lambda: refusal(shop, end_user) is None, HEALED + LOADED)
    print(f"healed after {time.monotonic() - began:.1f} s")


# --- clocks ----------------------------------------------------------------------------------

@pytest.mark.parametrize("hours", [-1, 1])
def test_a_client_whose_wall_clock_is_an_hour_off(three, network, people, tool, clock, hours):
    """Deadlines don't care. A key made an hour ahead is refused instead of run, and says so."""
    shop, _ = people
    before = issued(three, shop)
    code, said, _ = tool.award(None, **clock(hours * 3600))
    if hours < 0:
        assert code == 0 and issued(three, shop) == before + 1, said
    else:
        assert code == 1 and "idempotencyKeyAhead" in said, said
        assert issued(three, shop) == before
    network.cut(three.till, three.loyalty)
    code, said, seconds = tool.award(three.client.uuid7(), timeout=1, **clock(hours * 3600))
    assert code == 3 and "Nothing was done" in said, said
    assert seconds < 1 + GRACE + LOADED
    heals(network, lambda: tool.award(three.client.uuid7())[0] == 0)


@pytest.mark.parametrize("hours", [-1, 1])
def test_services_whose_wall_clocks_are_an_hour_apart(three, network, people, clock, hours):
    """Programs, followers and deadlines don't care. Persons are refused until the clocks agree:
    identity's tokens are dead, or not alive yet."""
    shop, end_user = people
    three.stop("loyalty")
    three.run("loyalty", "--security-freshness-bound", "3s", **clock(hours * 3600))
    three.wait_ready("loyalty")
    try:
        shop.log_in()
        assert refusal(shop, end_user, timeout=5) == (
            "tokenExpired" if hours > 0 else "unauthenticated")
        newcomer = three.register_at_identity()
        eventually(lambda: database(three).execute(
            "SELECT count(*) FROM end_users WHERE id = ?", (newcomer.bytes,)).fetchone()[0])
        network.cut(three.till, three.loyalty)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            three.session("loyalty").call("mesh.v1/Health", timeout=1)
        assert time.monotonic() - began < 1 + GRACE + LOADED
    finally:
        network.heal()
        three.stop("loyalty")
        three.run("loyalty", "--security-freshness-bound", "3s")
        three.wait_ready("loyalty")
        shop.log_in()
        assert eventually(lambda: refusal(shop, end_user, timeout=5) is None)
