"""What a registered, lowly key or an ordinary end user can do to the others, as processes of its own.

Each attack is bounded by the seconds that it is given and ends at once when its input closes. It takes
no notice of `retryAfterMs`: what was answered is asked again at once.
"""

import dataclasses
import itertools
import json
import random
import subprocess
import sys
import time
import uuid

import cbor2
import zmq

import programs
from lines import Line, uuid7

MIB = 1024 * 1024
# Just under the limit of a body.
FAT = MIB - 64
OWN_NEWS = "helpdesk.v1/ReadOwnNews"
POST, MARK = "helpdesk.v1/PostMessage", "helpdesk.v1/MarkMessages"
PICK, COUNT = "advertising.v1/PickAd", "advertising.v1/CountAd"
# Said in each message, so that each is found by each of them.
COMMON_WORDS = " ".join(f"common{number}" for number in range(15))
# All of it, what is never in one message, and what would be costly if it were more than words.
COSTLY_SEARCHES = [COMMON_WORDS, "odd even", COMMON_WORDS + " never", "common1* OR *", '"' * 1024,
                   "(common1 NEAR common2) NOT (" + "(" * 900, "\u0301" * 500, "\u4f60\u597d" * 8]
# Events that nothing here makes.
RARE_KINDS = {"identity": "identity.v1/PartnerChanged", "loyalty": "loyalty.v1/CouponRevoked"}


@dataclasses.dataclass(frozen=True)
class Attack:
    """One way to take it from the others: who calls what, on how many sessions, how often at once."""

    name: str
    service: str
    method: str
    sessions: int
    in_flight: int
    # What it is granted, and no more: the method, and what its person needs to log in.
    grants: tuple = ()
    person: str | None = None
    route: str | None = None
    # How a flood differs from calls that are asked again when they are answered.
    manner: str = "flood"
    is_command: bool = False
    has_invented_seen: bool = False
    # What the service may grow by, in MiB.
    mib: int = 100
    # The program that attacks, if several attacks have one.
    program: str | None = None

    @property
    def key(self):
        return self.program or self.name

    def all_grants(self):
        end_user = ("identity.v1/RequestLoginCode", "identity.v1/LogInEndUser",
                    "identity.v1/RefreshToken")
        logs_in = {"owner": ("identity.v1/LogIn",), "operator": ("identity.v1/LogIn",),
                   "visitor": ("identity.v1/BeginVisit",), "hoarder": end_user}
        # What another person on the same program does meanwhile.
        neighbours = (*end_user, MARK, PICK) if self.program else ()
        return self.grants or (self.method, *logs_in.get(self.person, ()), *neighbours)


ATTACKS = {attack.name: attack for attack in [
    # The issue's own.
    Attack("check-ledger", "loyalty", "loyalty.v1/CheckLedger", 1, 128, person="owner",
           route="partner"),
    Attack("wallet", "loyalty", "loyalty.v1/GetWallet", 4, 128, person="hoarder", route="tenant"),
    Attack("waiting-reads", "loyalty", "mesh.v1/ReadEvents", 16, 64),
    Attack("fat-waiting-reads", "loyalty", "mesh.v1/ReadEvents", 4, 64, manner="fat", mib=160),
    Attack("invented-seen", "loyalty", "mesh.v1/Health", 8, 128, has_invented_seen=True),
    Attack("identity-waiting", "identity", "mesh.v1/ReadEvents", 20, 64, manner="for nothing"),
    # Others of their kind.
    Attack("denied", "loyalty", "loyalty.v1/AwardPoints", 8, 128, grants=("mesh.v1/Health",),
           is_command=True),
    Attack("wrong-passwords", "identity", "identity.v1/LogIn", 8, 128, route="tenant",
           is_command=True),
    Attack("registrations", "identity", "identity.v1/RegisterEndUser", 4, 128, route="tenant",
           is_command=True),
    Attack("history", "loyalty", "mesh.v1/ReadEvents", 4, 64, manner="no wait"),
    Attack("cancels", "loyalty", "loyalty.v1/ListLedger", 4, 128, person="owner", route="partner",
           manner="cancel"),
    Attack("own-news", "helpdesk", OWN_NEWS, 16, 64, person="hoarder", route="tenant",
           manner="for nothing"),
    # With the key of a partner's program for websites and operators.
    Attack("page-views", "helpdesk", "helpdesk.v1/NotePageView", 4, 128, person="visitor",
           route="partner", is_command=True, program="widget"),
    Attack("typing", "helpdesk", "helpdesk.v1/SetTyping", 4, 128, person="hoarder", route="partner",
           program="widget"),
    Attack("posting", "helpdesk", POST, 4, 128, person="hoarder", route="partner", is_command=True,
           program="widget"),
    Attack("costly-words", "helpdesk", "helpdesk.v1/SearchMessages", 4, 128, person="operator",
           route="partner", program="widget"),
    # With the key of the tenant's app: ads are set aside and never shown, or said to be shown that never were.
    Attack("picking", "advertising", PICK, 4, 128, person="hoarder", route="tenant", program="app"),
    Attack("made-up-beacons", "advertising", COUNT, 4, 128, person="hoarder", route="tenant",
           is_command=True, program="app"),
    Attack("comings-and-goings", "loyalty", "mesh.v1/Health", 64, 16, manner="leave"),
]}


def kinds_of(attack):
    """What a reader of events asks for: all, or what never comes, so that it holds its place until
    the time is up."""
    is_for_nothing = attack.manner in ("fat", "for nothing")
    return {"kinds": [RARE_KINDS[attack.service]]} if is_for_nothing else {}


def body_of(attack, facts, number):
    """The body of an attack's call; `number` makes names that nobody had before."""
    match attack.method:
        case "loyalty.v1/CheckLedger":
            stamps = facts["stamps"]
            return {"pointTypeId": uuid.UUID(stamps[number % len(stamps)])}
        case "loyalty.v1/ListLedger":
            return {"limit": 100}
        case "mesh.v1/ReadEvents" if attack.manner == "no wait":
            return {"limit": 1000, "waitMs": 0}
        case "mesh.v1/ReadEvents":
            stuffing = {"stuffing": bytes(FAT - 2048)} if attack.manner == "fat" else {}
            return {"limit": 1000, "waitMs": 30_000, "after": bytes.fromhex(facts["end"]),
                    **kinds_of(attack), **stuffing}
        case "helpdesk.v1/ReadOwnNews":
            # Of somebody of whose conversations there is no news, so that each waits until its time is up.
            return {"waitMs": 30_000, "after": bytes.fromhex(facts["end"])}
        case "helpdesk.v1/NotePageView":
            return {"page": f"https://shop.example/{number}", "hasConsented": True}
        case "helpdesk.v1/SetTyping":
            return {"conversationId": uuid.UUID(facts["conversation"])}
        case "helpdesk.v1/PostMessage":
            return {"conversationId": uuid.UUID(facts["conversation"]),
                    "clientId": f"{number:x}.{random.getrandbits(60):x}",
                    "text": COMMON_WORDS + (" odd" if number % 2 else " even")}
        case "helpdesk.v1/SearchMessages":
            return {"search": COSTLY_SEARCHES[number % len(COSTLY_SEARCHES)], "limit": 100}
        case "advertising.v1/PickAd":
            return {"placementId": uuid.UUID(facts["placement"])}
        case "advertising.v1/CountAd":
            # All that can be known of a token: its form, and the number of the day's key.
            day = (int(time.time()) // 86_400 & 0xFFFF).to_bytes(2)
            return {"token": b"\1" + day + random.randbytes(118), "event": "clicked"}
        case "loyalty.v1/AwardPoints":
            return {"endUserId": uuid.UUID(facts["hoarder"]), "amount": 1,
                    "pointTypeId": uuid.UUID(facts["stamp"])}
        case "identity.v1/LogIn":
            return {"email": f"nobody{number}@example.org", "password": "seven dry umbrellas"}
        case "identity.v1/RegisterEndUser":
            return {"name": "Nobody", "email": f"{number:x}.{random.getrandbits(60):x}@example.org"}
    return {}


class Flood:
    """Sessions that keep so many calls under way, until time or a count is up."""

    def __init__(self, attack, facts, map_file, key_file, most=None):
        self.attack, self.facts, self.most = attack, facts, most
        self.context = zmq.Context()
        self.lines = [Line(self.context, map_file, attack.service, key_file)
                      for _ in range(attack.sessions)]
        self.under_way = [0] * attack.sessions
        self.templates = [None] * attack.sessions
        self.numbers = itertools.count()
        self.answers, self.reasons, self.sent, self.done = 0, {}, 0, 0
        one = body_of(attack, facts, 0)
        self.body = None if body_of(attack, facts, 1) != one else cbor2.dumps(one)
        route = facts.get(attack.route)
        self.header = {5: route and uuid.UUID(route), 8: facts.get("token")}
        if attack.has_invented_seen:
            epochs = itertools.cycle(facts["epochs"])
            self.header[11] = [[name, 0, uuid.UUID(epoch), 1 << 40]
                               for name, epoch in itertools.islice(epochs, len(facts["epochs"]))]

    def prepare(self, seconds=20):
        """Until each session is open; a service that is full may let fewer in."""
        end = time.monotonic() + seconds
        while any(line.session is None for line in self.lines) and time.monotonic() < end:
            self._turn(0.02, asks=False)
        assert any(line.session for line in self.lines), "no session"

    def run(self, seconds, is_told=None):
        """Attacks until the time is up, or its input says that it is over.

        - Parameter is_told: a file that is read when there is something to read, which ends it.
        """
        self.began = time.monotonic()
        end = self.began + seconds
        while time.monotonic() < end and (self.most is None or self.done < self.most):
            if self._turn(0.05, told=is_told):
                break

    def _turn(self, wait, asks=True, told=None):
        poller = zmq.Poller()
        if told:
            poller.register(told, zmq.POLLIN)
        for line in self.lines:
            poller.register(line.socket, zmq.POLLIN)
        if asks:
            for index in range(len(self.lines)):
                self._ask(index)
        ready = dict(poller.poll(wait * 1000))
        if told and told.fileno() in ready:
            return True
        for index, line in enumerate(self.lines):
            line.greet()
            if line.socket in ready:
                self._receive(index)
        return False

    def _ask(self, index):
        line = self.lines[index]
        if line.session is None:
            return
        if self.templates[index] is None:
            self.templates[index] = line.template(self.attack.method, self.header, timeout=120)
        try:
            while self.under_way[index] < self.attack.in_flight:
                body = self.body or cbor2.dumps(
                    body_of(self.attack, self.facts, next(self.numbers)))
                number = line.ask(self.templates[index], body,
                                  uuid7() if self.attack.is_command else None)
                self.under_way[index] += 1
                self.sent += 1
                if self.attack.manner == "cancel":
                    line.cancel(number)
                if self.attack.manner == "fat":
                    return  # let the others be heard between two megabytes
        except zmq.Again:
            pass

    def _receive(self, index):
        line = self.lines[index]
        for number, header, body in line.received():
            if number is None:
                self._begin_again(index, f"RESET {header[16]}")
                return
            self.under_way[index] -= 1
            self.answers += 1
            self.done += header[12] == 0
            if header[12]:
                # A look at the body of one in a hundred is enough.
                if self.answers % 100 == 1 or len(self.reasons) == 0:
                    reason = cbor2.loads(body)["reason"]
                    self.reasons[reason] = self.reasons.get(reason, 0) + 1
            if self.attack.manner == "leave" and self.answers % 16 == 0:
                self._begin_again(index)
                return

    def _begin_again(self, index, reason=None):
        if reason:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        self.under_way[index], self.templates[index] = 0, None
        self.lines[index].connect()

    def close(self):
        self.context.destroy()

    def told(self):
        return {"sent": self.sent, "answers": self.answers, "ok": self.done,
                "perSecond": self.answers / (time.monotonic() - self.began),
                "reasons": self.reasons}


class Attacker:
    """The process, seen from a test: ready once it is made, attacks between `begin` and `end`."""

    def __init__(self, name, place, key, facts, seconds):
        self.process = programs.start(
            [sys.executable, __file__, name, place.data, place.key_file(key),
             json.dumps({**facts, "seconds": seconds})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n", f"{name} could not begin"

    def begin(self):
        self.process.stdin.write("begin\n")
        self.process.stdin.flush()

    def end(self):
        """It vanishes: no call is taken back, nobody says goodbye. Returns what came of it."""
        self.process.stdin.write("end\n")
        self.process.stdin.close()
        told = self.process.stdout.readline()
        self.process.wait(30)
        self.process.stdout.close()
        assert told, "the attacker died"
        return json.loads(told)


def main(name, folder, key_file, facts):
    facts = json.loads(facts)
    flood = Flood(ATTACKS[name], facts, f"{folder}/mesh.json", key_file)
    flood.prepare()
    print("ready", flush=True)
    if sys.stdin.buffer.raw.readline() != b"begin\n":
        return
    flood.run(facts["seconds"], is_told=sys.stdin.buffer.raw)
    # Ends by itself in any case; its sockets close first, for the answers may take long to count.
    flood.close()
    print(json.dumps(flood.told()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
