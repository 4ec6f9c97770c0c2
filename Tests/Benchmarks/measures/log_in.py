"""Log-ins over the mesh: a thousand; and how far apart those are that nobody may tell apart."""

import statistics
import time

import cbor2
from harness import Value, at_most

LOG_INS, IN_FLIGHT, SHORT_SECONDS, SHORT_LOG_INS = 1000, 32, 2, 100
# Of each kind; an account's first five failures are not throttled.
SAMPLES, FREE_FAILURES = 30, 5
PASSWORD = "seven wet umbrellas sing"
BARS = {"log-in-difference": at_most(3)}


def rounds(bench):
    place = installed(bench)
    try:
        people = People(place)
        while True:
            with bench.watched():
                found = {"log-in-rate": Value(rate(place, people, bench.seconds), "a second")}
                taken = times(place, people)
            bench.note(", ".join(f"{one:.1f} ms {kind}" for kind, one in taken.items()))
            apart = max(taken.values()) / min(taken.values()) - 1
            yield found | {"log-in-difference": Value(100 * apart, "%")}
    finally:
        place.stop()


def installed(bench):
    """An installation of the programs that are built here, or of those that are named."""
    bench.build_installation()
    from place import Place

    place = Place(bench.fresh())
    place.start()
    return place


class People:
    """Owners of partners."""

    def __init__(self, place):
        self.place, self.identity = place, place.session("identity")
        reply = self.call("LogIn", email=place.owner["email"], password=place.password)
        self.token, self.count = reply["accessToken"], 0
        self.active = [self.owner()[0] for _ in range(20)]

    def call(self, method, token=None, **body):
        return self.identity.call(
            f"identity.v1/{method}", body, route=self.place.tenant, token=token, timeout=30)

    def owner(self):
        self.count += 1
        email = f"owner{self.count}@example.org"
        partner = self.call(
            "CreatePartner", self.token, name=f"Shop {self.count}", ownerName="Shop Owner",
            ownerEmail=email)
        self.call("AcceptInvitation", invitation=partner["invitation"], password=PASSWORD)
        return email, partner["partnerId"]

    def suspend(self, partners):
        from desk import Desk
        desk = Desk(self.place)
        for partner in partners:
            desk.suspend(partner)
        for partner in partners:
            desk.wait_for(partner, "suspended")

    def refused(self):
        """The e-mail and password of log-ins that are refused, by what nobody may learn of them.

        New ones each time, since who fails often waits longer.
        """
        count = SAMPLES // FREE_FAILURES
        known, shut_out = ([self.owner() for _ in range(count)] for _ in range(2))
        self.suspend([partner for _, partner in shut_out])
        nobody = [f"nobody{self.count}.{number}@example.org" for number in range(count)]
        return {"known": [(email, f"{PASSWORD}, wrongly") for email, _ in known],
                "unknown": [(email, PASSWORD) for email in nobody],
                "shut out": [(email, PASSWORD) for email, _ in shut_out]}


def rate(place, people, seconds):
    """Log-ins a second, so many under way."""
    from lines import Line, uuid7
    import zmq

    count = SHORT_LOG_INS if seconds < SHORT_SECONDS else LOG_INS
    line = Line(zmq.Context.instance(), place.data / "mesh.json", "identity",
                place.key_file("operator"))
    try:
        wait_until(line, lambda: line.session is not None)
        template = line.template("identity.v1/LogIn", {5: place.tenant})
        begun, asked, answered = time.monotonic(), 0, 0
        while answered < count:
            while asked < count and asked - answered < IN_FLIGHT:
                email = people.active[asked % len(people.active)]
                line.ask(template, cbor2.dumps({"email": email, "password": PASSWORD}), uuid7())
                asked += 1
            line.socket.poll(30_000)
            for _, header, body in line.received():
                assert header.get(12) == 0, cbor2.loads(body)
                answered += 1
        return count / (time.monotonic() - begun)
    finally:
        line.close()


def wait_until(line, is_done):
    while not is_done():
        line.socket.poll(100)
        list(line.received())
        line.greet()


def times(place, people):
    """The median milliseconds of each kind of log-in that is refused."""
    kinds = people.refused()
    taken = {kind: [] for kind in kinds}
    order = list(kinds)
    for number in range(SAMPLES):
        # Each follows each of the others as often: what one leaves behind meets the next.
        order = order[1:] + order[:1] if number % 2 else order[::-1]
        for kind in order:
            email, password = kinds[kind][number % len(kinds[kind])]
            begun = time.monotonic()
            try:
                people.call("LogIn", email=email, password=password)
            except place.client.Refused as refused:
                assert refused.reason == "badCredentials", refused.reason
            taken[kind].append((time.monotonic() - begun) * 1000)
    return {kind: statistics.median(samples) for kind, samples in taken.items()}
