"""A service whose memory ends, as under a limit of systemd's or a container's: it dies or refuses,
and after its restart nothing that it acknowledged is lost, and nothing is there twice."""

import contextlib
import resource
import threading

import pytest
import zmq

from conftest import EndUser, Shop
from place import SERVICES, Place, eventually
from siege import MIB, REQUEST, Process, close_all, dealer, frame, greet


def run(place, service):
    # A program that has no memory is not asked for a trace of its calls.
    place.run(service, SWIFT_BACKTRACE="enable=no")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("memory"))
    for service in SERVICES:
        run(place, service)
    place.wait_ready()
    yield place
    place.stop()


class Till:
    """Awards a point as often as it can, and remembers what became of each."""

    def __init__(self, place, shop, end_user):
        self.place, self.shop, self.end_user = place, shop, end_user
        self.session = place.session("loyalty")
        self.session.seen |= shop.loyalty.seen
        self.replies, self.unanswered, self.goes_on = {}, [], True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def award(self, key, timeout=1):
        return self.session.call(
            "loyalty.v1/AwardPoints",
            {"endUserId": self.end_user.id, "pointTypeId": self.shop.stamp, "amount": 1},
            route=self.shop.id, token=self.shop.tokens["accessToken"], key=key, timeout=timeout)

    def run(self):
        while self.goes_on:
            key = self.place.client.uuid7()
            try:
                self.replies[key] = self.award(key)
            except (TimeoutError, self.place.client.Refused):
                self.unanswered.append(key)

    def stop(self):
        self.goes_on = False
        self.thread.join()


def press(place, victim):
    """Asks for answers and doesn't take them, until there is no more memory for them."""
    keys = place.session("loyalty").keys
    deaf = [dealer(place, "loyalty", (keys["publicKey"].encode(), keys["secretKey"].encode()),
                   rcvhwm=1, rcvbuf=4096, sndtimeo=1000) for _ in range(8)]
    with contextlib.suppress(AssertionError, zmq.Again):  # nobody is left to greet, or to take more
        sessions = [greet(one, 1000) for one in deaf]
        for number in range(1, 5000):
            if victim.poll() is not None:
                break
            for one, session in zip(deaf, sessions):
                one.send(frame(REQUEST, {1: number, 2: session, 3: "mesh.v1/Describe"}))
    close_all(deaf)


@pytest.mark.parametrize("spare_mib", [0, 1])
def test_what_was_acknowledged_outlives_the_end_of_memory(place, spare_mib):
    shop, end_user = Shop(place), EndUser(place)
    tills = [Till(place, shop, end_user) for _ in range(3)]
    eventually(lambda: all(len(till.replies) > 20 for till in tills))
    victim = place.processes["loyalty"]
    limit = int(Process(victim.pid).memory("VmData") + spare_mib) * MIB
    resource.prlimit(victim.pid, resource.RLIMIT_DATA, (limit, limit))
    press(place, victim)
    eventually(lambda: any(till.unanswered for till in tills))
    print(f"ended with {victim.poll()}")
    place.kill("loyalty")
    run(place, "loyalty")
    for till in tills:
        till.stop()
    place.wait_ready("loyalty")
    stored, awards = place.stored_keys("loyalty"), {}
    for till in tills:
        assert set(till.replies) <= stored
        for key in till.unanswered:
            till.replies[key] = till.award(key, timeout=10)
        for key, reply in till.replies.items():
            assert till.award(key, timeout=10) == reply
        awards |= till.replies
    ledger = shop.ledger()
    print(f"{len(awards)} awards, {sum(len(till.unanswered) for till in tills)} unanswered")
    assert ledger["isBalanced"] and ledger["issued"] == len(awards)
