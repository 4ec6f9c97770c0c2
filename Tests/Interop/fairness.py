"""Whether one can take it from the others: each attack on a service, and the same attackers turned on
another installation beside it, which is what `quiet` means, since they eat the same processors."""

import contextlib
import copy
import dataclasses
import json
import pathlib
import shutil
import time

import spool
from attacks import ATTACKS, MARK, OWN_NEWS, PICK, Attack, Attacker, Flood, kinds_of
from chats import Office, Writer
from conftest import EndUser, Shop, free_port_base
from paced import Paced
from place import SERVICES, Place
from siege import Process
from test_serving import running

# What the others do, and how often a second.
READ, AWARD, LOG_IN, HEALTH = "read", "award", "log-in", "health"
PACE = {READ: 100, AWARD: 50, LOG_IN: 5, HEALTH: 25}
# Another person on the attacker's own program, where the attacker is a person.
NEIGHBOUR, NEIGHBOURS_A_SECOND = "neighbour", 25
# What is revoked asks so often, and the attack goes on for so long after the acknowledgement.
PROBES_A_SECOND, REVOCATION_SECONDS = 50, 2
# Ledgers that are checked at once; the first has half of the entries.
STAMPS = 8
# Quiet again: the first second in which no quarter of a second has two slow calls.
LISTEN_SECONDS, BIN_SECONDS, LONGEST_RECOVERY = 1, 0.25, 20
# What is slow, as times the quiet p99; the bar of the others' p99, too.
BAR = 5


def percentile(numbers, share=0.99):
    numbers = sorted(numbers)
    return numbers[min(len(numbers) - 1, int(len(numbers) * share))] if numbers else None


@dataclasses.dataclass
class Finding:
    """What an attack cost the others; times in milliseconds, but recovery and revocation in seconds."""

    attack: Attack
    quiet: dict
    under: dict
    recovery: float
    # The last moment after the acknowledgement at which what was revoked was still served.
    revocation: dict
    failures: dict
    grown_mib: float
    told: dict

    def worst(self):
        """The kind of call that suffered most, with its times as slow."""
        kind = max(self.quiet, key=self.ratio)
        return kind, self.ratio(kind)

    def ratio(self, kind):
        return self.under[kind] / self.quiet[kind]

    def line(self):
        kind, ratio = self.worst()
        cells = " ".join(f"{self.quiet[one]:7.1f} {self.under[one]:8.1f}" for one in PACE)
        revoked = max(self.revocation.values())
        return (f"{self.attack.name:18} {cells} {ratio:7.1f} {kind:9} {self.recovery:6.2f} "
                f"{revoked:6.2f} {self.grown_mib:5.0f}  {sum(self.failures.values()) or ''}")


def table(findings):
    heads = " ".join(f"{one + ' q':>7} {one:>8}" for one in PACE)
    head = (f"{'p99 in ms':18} {heads} {'ratio':>7} {'of':9} {'recov.':>6} {'revok.':>6} "
            f"{'MiB':>5}  failures")
    return "\n".join([head, *(finding.line() for finding in findings)])


class Scene:
    """A prepared installation and its copy beside it, with keys for each attack.

    - Parameters:
      - entries: how many ledger entries the attacked partner has.
      - lots: how many of them are open lots of the end user who attacks.
      - messages: how many an operator of the partner's has written to the same end user.
    """

    def __init__(self, folder, entries, lots, messages=1_000):
        folder = pathlib.Path(folder)
        (folder / "place").mkdir(parents=True)
        self.place = Place(folder / "place")
        self.place.start()
        self.tokens = {}
        self._people()
        self._fill(entries, lots)
        self._talk(messages)
        # Where a campaign is shown that outlasts each attack.
        self.placement = running(self.place, 1_000_000, 86_400)[2]["id"]
        self.place.stop()
        self.beside = copied(self.place, folder / "beside")
        for place in self.places:
            place.start()

    @property
    def places(self):
        return self.place, self.beside

    def stop(self):
        for place in self.places:
            place.stop()

    def _people(self):
        self.big, self.other = Shop(self.place), Shop(self.place)
        self.stamps = [self.big.stamp, *(
            self.big.call("CreatePointType", name=f"stamp {number}", validity={"months": 6})["id"]
            for number in range(1, STAMPS))]
        self.hoarder, self.customer = EndUser(self.place), EndUser(self.place)
        self._key("till", "identity.v1/LogIn", "loyalty.v1/*", "mesh.v1/Health")
        grants = {}
        for attack in ATTACKS.values():
            grants.setdefault(attack.key, []).extend(attack.all_grants())
        for key, granted in grants.items():
            self._key(key, *dict.fromkeys(granted))

    def _key(self, name, *grants):
        place = self.place
        if not place.key_file(name).exists():
            place.octopus("keys", "new", str(place.key_file(name)))
        place.octopus("keys", "grant", name, "--public-key", place.public(name), "--tenant",
                      str(place.tenant),
                      *(text for grant in grants for text in ("--grant", grant)))

    def _fill(self, entries, lots):
        """Real awards, as fast as they go."""
        place, somebody = self.place, EndUser(self.place)
        token = log_in(place, "till", self.big)
        award = dataclasses.replace(ATTACKS["denied"], sessions=1, in_flight=100, route="partner")
        half = max(0, entries // 2 - lots)
        rest = (entries - lots - half) // (STAMPS - 1)
        for end_user, stamp, count in [
                (self.hoarder, self.big.stamp, lots), (somebody, self.big.stamp, half),
                *((somebody, stamp, rest) for stamp in self.stamps[1:])]:
            flood = Flood(award, {"hoarder": str(end_user.id), "stamp": str(stamp),
                                  "partner": str(self.big.id), "token": token},
                          place.data / "mesh.json", place.key_file("till"), most=count)
            with contextlib.closing(flood):
                flood.prepare()
                flood.run(seconds=count / 100 + 10)
            assert flood.done >= count, flood.told()

    def _talk(self, messages):
        """The hoarder and the customer write to the big partner, whose operator has the hoarder's talk, and
        writes the many messages of it: customers are throttled."""
        office = Office(self.place, self.big)
        channel = office.channel()
        office.settings.ask("RegisterWebsite", host="shop.example", name="The shop")
        agent = office.operator()
        self.operator = {"email": agent.email, "password": agent.password}
        self.talks = {one.id: Writer(office, one).asks(channel)
                      for one in (self.hoarder, self.customer)}
        agent.step("Take", self.talks[self.hoarder.id])
        attack = dataclasses.replace(ATTACKS["posting"], sessions=1, in_flight=100)
        facts = {"conversation": str(self.talks[self.hoarder.id]), "partner": str(self.big.id),
                 "token": self.operators_token(self.place, attack.key)}
        flood = Flood(attack, facts, self.place.data / "mesh.json",
                      self.place.key_file(attack.key), most=messages)
        with contextlib.closing(flood):
            flood.prepare()
            flood.run(seconds=messages / 50 + 10)
        assert flood.done >= messages, flood.told()

    def facts(self, attack, place):
        """What the attacker knows of an installation."""
        facts = {"tenant": str(place.tenant), "partner": str(self.big.id),
                 "stamp": str(self.big.stamp), "stamps": [str(one) for one in self.stamps],
                 "hoarder": str(self.hoarder.id), "placement": str(self.placement),
                 "conversation": str(self.talks[self.hoarder.id])}
        match attack.person:
            case "owner":
                facts["token"] = log_in(place, attack.key, self.big)
            case "operator":
                facts["token"] = self.operators_token(place, attack.key)
            case "visitor":
                facts["token"] = place.session("identity", attack.key).call(
                    "identity.v1/BeginVisit", {}, route=place.tenant)["accessToken"]
            case "hoarder":
                facts["token"] = self.end_users_token(place, attack.key, self.hoarder)
        if attack.method == "mesh.v1/ReadEvents" and attack.manner != "no wait":
            facts["end"] = end_of_log(place, attack).hex()
        if attack.method == OWN_NEWS:
            facts["end"] = place.session("helpdesk", attack.key).call(
                OWN_NEWS, {"waitMs": 0}, route=place.tenant, token=facts["token"])["next"].hex()
        if attack.has_invented_seen:
            health = [(name, place.session(name)) for name in SERVICES]
            facts["epochs"] = [(name, epoch_of(session, name)) for name, session in health]
        return facts

    def operators_token(self, place, key):
        return place.session("identity", key).call(
            "identity.v1/LogIn", self.operator, route=place.tenant)["accessToken"]

    def end_users_token(self, place, key, end_user):
        """A token for the next minutes; login codes are few, so a session is kept and refreshed."""
        session, who = place.session("identity", key), (place.data, key, end_user.id)
        if who not in self.tokens:
            code = spool.request_code(session, place.mail, end_user.email, route=place.tenant)
            reply = session.call("identity.v1/LogInEndUser",
                                 {"contact": end_user.email, "loginCode": code},
                                 route=place.tenant)
        else:
            reply = session.call("identity.v1/RefreshToken", {"refreshToken": self.tokens[who]},
                                 route=place.tenant)
        self.tokens[who] = reply["refreshToken"]
        return reply["accessToken"]

    # --- one attack --------------------------------------------------------------------------

    def measure(self, attack, seconds, slices=2):
        """Quiet and attack in turns, so that what else the machine does meets both.

        - Parameter seconds: of each of both, all slices together.
        """
        attack = ATTACKS[attack]
        paced = Paced(self.place)
        process = Process(self.place.pid(attack.service))
        try:
            kinds = self._pace_honest(paced, attack)
            quiet, under, recovery, revocation, told = [], [], 0, {}, {}
            process.forget_peak()
            before = process.memory("VmRSS")
            for part in range(slices):
                quiet += self._window(paced, attack, self.beside, seconds / slices)[0]
                probes = Probes(self, paced, part) if part == slices - 1 else None
                samples, told, ended = self._window(
                    paced, attack, self.place, seconds / slices, probes)
                limits = {kind: BAR * percentile(millis(quiet, kind)) for kind in kinds}
                late, seconds_late = recover(paced, ended, limits)
                under += [*samples, *late]
                recovery = max(recovery, seconds_late)
                if probes:
                    revocation = probes.found(under)
            under = latest(under)
            inside = [one for one in under if one.due < ended]
            return Finding(
                attack, {kind: percentile(millis(quiet, kind)) for kind in kinds},
                {kind: percentile(millis(inside, kind)) for kind in kinds}, recovery, revocation,
                count(one.outcome for one in [*quiet, *under]
                      if base(one) in kinds and one.outcome not in ("ok", "open")),
                process.memory("VmHWM") - before, told)
        finally:
            paced.stop()

    def _pace_honest(self, paced, attack):
        """The others begin; returns their kinds of calls."""
        place = self.place
        token, partner = log_in(place, "till", self.other), self.other.id
        award = {"endUserId": self.customer.id, "pointTypeId": self.other.stamp, "amount": 1}
        paced.pace(READ, "loyalty", "till", "loyalty.v1/ListPointTypes", PACE[READ], {}, partner,
                   token)
        paced.pace(AWARD, "loyalty", "till", "loyalty.v1/AwardPoints", PACE[AWARD], award, partner,
                   token, is_command=True)
        paced.pace(LOG_IN, "identity", "till", "identity.v1/LogIn", PACE[LOG_IN],
                   {"email": place.owner["email"], "password": place.password}, place.tenant,
                   is_command=True)
        for service in SERVICES:
            paced.pace(f"{HEALTH} {service}", service, "till", "mesh.v1/Health", PACE[HEALTH])
        if attack.service == "advertising":
            paced.pace(NEIGHBOUR, attack.service, attack.key, PICK, NEIGHBOURS_A_SECOND,
                       {"placementId": self.placement}, place.tenant,
                       self.end_users_token(place, attack.key, self.customer))
            return [*PACE, NEIGHBOUR]
        if attack.program:
            # It writes, and changes nothing after the first time. It does not say what it saw elsewhere:
            # following the others takes its turn at the writer, too, and would be measured with it.
            body = {"conversationId": self.talks[self.customer.id], "read": 1}
            paced.pace(NEIGHBOUR, attack.service, attack.key, MARK, NEIGHBOURS_A_SECOND, body,
                       self.big.id, self.end_users_token(place, attack.key, self.customer),
                       is_command=True, sends_seen=False)
            return [*PACE, NEIGHBOUR]
        if attack.person != "hoarder":
            return [*PACE]
        body = {"waitMs": 0} if attack.method == OWN_NEWS else {}
        paced.pace(NEIGHBOUR, attack.service, attack.name, attack.method, NEIGHBOURS_A_SECOND, body,
                   place.tenant, self.end_users_token(place, attack.name, self.customer))
        return [*PACE, NEIGHBOUR]

    def _window(self, paced, attack, target, seconds, probes=None):
        """The samples of calls that were due while an attacker went on, what it came to, and when it
        ended."""
        attacker = Attacker(attack.name, target, attack.key, self.facts(attack, target),
                            seconds=seconds + 30)
        paced.take()
        attacker.begin()
        began = time.monotonic()
        end = began + seconds
        if probes:
            # In the middle of the attack.
            time.sleep(seconds / 2)
            probes.revoke()
            end = max(end, time.monotonic() + REVOCATION_SECONDS)
        time.sleep(max(0, end - time.monotonic()))
        told, ended = attacker.end(), time.monotonic()
        return [one for one in paced.take() if one.due >= began], told, ended


class Probes:
    """A key that is revoked and a session that is logged out while they award points."""

    def __init__(self, scene, paced, part):
        self.scene, self.place, self.acknowledged = scene, scene.place, {}
        stamp = time.monotonic_ns()
        self.operator = self.place.session("identity")
        self.names = {what: f"{what}-{stamp}-{part}" for what in ("revoked", "logged-out")}
        award = {"endUserId": scene.customer.id, "pointTypeId": scene.other.stamp, "amount": 1}
        for what, name in self.names.items():
            scene._key(name, "identity.v1/LogIn", "identity.v1/LogOut", "loyalty.v1/*")
            session, reply = session_of(self.place, name, scene.other)
            paced.pace(what, "loyalty", name, "loyalty.v1/AwardPoints", PROBES_A_SECOND, award,
                       scene.other.id, reply["accessToken"], is_command=True, sends_seen=False)
            paced.pace(what, "loyalty", name, "loyalty.v1/ListPointTypes", PROBES_A_SECOND, {},
                       scene.other.id, reply["accessToken"], sends_seen=False)
            if what == "logged-out":
                self.session, self.token = session, reply["accessToken"]
        public = self.place.public(self.names["revoked"])
        self.principal = next(
            one["id"] for one in everything(self.operator, "identity.v1/ListPrincipals")
            if one.get("publicKey") == public or one.get("name") == self.names["revoked"])

    def revoke(self):
        self.session.call("identity.v1/LogOut", route=self.place.tenant, token=self.token,
                          timeout=60)
        self.acknowledged["logged-out"] = time.monotonic()
        self.operator.call("identity.v1/RevokePrincipal", {"principalId": self.principal},
                           timeout=60)
        self.acknowledged["revoked"] = time.monotonic()

    def found(self, samples):
        """For how many seconds after the acknowledgement calls that were sent were still served."""
        return {what: max([0, *(one.sent - self.acknowledged[what] for one in samples
                                if one.kind == what and one.outcome == "ok")])
                for what in self.names}


def recover(paced, ended, limits):
    """Waits until the others are served as before; returns the late samples, and how long it took."""
    late, quiet_from = [], ended
    while time.monotonic() < ended + LONGEST_RECOVERY:
        time.sleep(BIN_SECONDS)
        late += paced.take()
        slow = [min(one.due + one.seconds, time.monotonic()) for one in latest(late)
                if base(one) in limits and one.seconds * 1000 > limits[base(one)]]
        bins = count(int((at - ended) / BIN_SECONDS) for at in slow if at > ended)
        loud = [number for number, calls in bins.items() if calls >= 2]
        quiet_from = ended + BIN_SECONDS * (max(loud) + 1 if loud else 0)
        if time.monotonic() >= quiet_from + LISTEN_SECONDS:
            break
    return late, quiet_from - ended


def latest(samples):
    """A call that was open and was answered later counts once."""
    return list({(one.kind, one.due): one for one in samples}.values())


def base(sample):
    return HEALTH if sample.kind.startswith(HEALTH) else sample.kind


def millis(samples, kind):
    return [one.seconds * 1000 for one in samples if base(one) == kind]


def count(things):
    counted = {}
    for thing in things:
        counted[thing] = counted.get(thing, 0) + 1
    return counted


def copied(place, folder):
    """The same installation again, on ports of its own: the same keys, people and books."""
    shutil.copytree(place.data, folder)
    one = copy.copy(place)
    one.data, one.processes, one.hosts = folder, {}, {}
    ports = free_port_base()
    one.map = copy.deepcopy(place.map)
    for number, name in enumerate(SERVICES):
        one.map["services"][name][0]["endpoint"] = f"tcp://127.0.0.1:{ports + number}"
    (folder / "mesh.json").write_text(json.dumps(one.map))
    return one


def session_of(place, key, shop):
    """A program's session with identity, and the reply to a partner's user's log-in by it."""
    session = place.session("identity", key)
    return session, session.call("identity.v1/LogIn",
                                 {"email": shop.email, "password": shop.password},
                                 route=place.tenant, timeout=30)


def log_in(place, key, shop):
    return session_of(place, key, shop)[1]["accessToken"]


def end_of_log(place, attack):
    """Where an attacker that waits for news stands; a cursor may be good for the same kinds alone."""
    session, page = place.session(attack.service, attack.name), {}
    while not page.get("isAtEnd"):
        after = {"after": page["next"]} if page else {}
        page = session.call("mesh.v1/ReadEvents", {
            "limit": 1000, "waitMs": 0, **kinds_of(attack), **after}, timeout=30)
    return page["next"]


def epoch_of(session, service):
    """The epoch of a service's log, which any reply to a command tells."""
    page = session.call("mesh.v1/ReadEvents", {"limit": 1, "waitMs": 0})
    return str(page["log"]["next"]["epoch"])


def everything(session, method):
    """All rows of a list."""
    after = {}
    while True:
        page = session.call(method, {"limit": 100, **after})
        yield from page["items"]
        if not page.get("next"):
            return
        after = {"after": page["next"]}


@contextlib.contextmanager
def scene(folder, entries, lots):
    made = Scene(folder, entries, lots)
    try:
        yield made
    finally:
        made.stop()


if __name__ == "__main__":
    # A look at some of them: fairness.py SECONDS ENTRIES LOTS NAME…
    import sys
    import tempfile
    seconds, entries, lots = map(float, sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder, scene(folder, int(entries), int(lots)) as made:
        findings = []
        for name in sys.argv[4:] or ATTACKS:
            findings.append(made.measure(name, seconds))
            print(findings[-1].line(), findings[-1].told, findings[-1].failures, flush=True)
        print(table(findings))
