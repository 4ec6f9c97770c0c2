"""Sizes of segments among a million end users, as a caller meets them: the first answer, and the same again."""

import time
import uuid

import crowds
from harness import Broken, Value, at_most

from measures.log_in import installed
from measures.pages import Filled

ON_DEMAND = True
PEOPLE, SHORT_SECONDS, SHORT_PEOPLE = 1_000_000, 2, 20_000
FIRST_MS, AGAIN_MS = 1000, 100
DAY = 86_400_000
# An attribute's column is free to choose here: the tenant has no others.
ATTRIBUTES = {"choice": ("s0", {"choices": ["Split", "Zadar"]}), "number": ("s1", {}), "text": ("s2", {}),
              "place": ("s3", {})}
NAMES = ("a-choice", "not-a-choice", "fifty-texts", "around", "follows", "follows-none", "last-seen",
         "earned-nothing", "a-nest")
BARS = {f"segment-{name}": at_most(FIRST_MS) for name in NAMES} | {
    f"segment-{name}-again": at_most(AGAIN_MS) for name in NAMES}


def rounds(bench):
    place = installed(bench)
    try:
        crowd = Crowd(place, SHORT_PEOPLE if bench.seconds < SHORT_SECONDS else PEOPLE)
        while True:
            with bench.watched():
                found = {}
                for name, rule in crowd.rules().items():
                    first, again = crowd.timed(rule), crowd.timed(rule)
                    found[f"segment-{name}"] = Value(first, "ms")
                    found[f"segment-{name}-again"] = Value(again, "ms")
                yield found
    finally:
        place.stop()


class Crowd(Filled):
    """A tenant with very many end users, of whom a partner asks; half of them follow it."""

    def __init__(self, place, people):
        self.round = 0
        super().__init__(place, people)

    def _ask_and_decide(self):
        """What the rows name: attributes that identity told of, and two channels."""
        for kind, (_, more) in ATTRIBUTES.items():
            self.call("tenant", "CreateAttribute", "identity", name=kind, kind=kind, **more)
        self._learn()
        self.channels = [self.call("partner", "CreateChannel", terms={"name": name, "links": []})["id"]
                         for name in ("Half", "Tenth")]
        self.call("partner", "PreviewSegment", rule=self._joined(0))

    def _fill(self, rows):
        with crowds.filling(self.place, "partners", rows) as table:
            database = table.database
            self.attributes = {kind: uuid.UUID(bytes=id) for id, kind in database.execute(
                "SELECT id, kind FROM segment_attributes")}
            slots = dict(database.execute("SELECT kind, slot FROM segment_attributes"))
            tenant, partner = self.place.tenant.bytes, self.routes["partner"].bytes
            self.today = int(time.time()) // 86_400
            columns = ", ".join(f"s{slots[kind]}" for kind in ("choice", "number", "text", "place"))
            database.executemany(
                f"INSERT INTO segment_people (tenant, id, version, is_active, consents, {columns}, seen_on)"
                " VALUES (?, ?, 1, 1, ?, ?, ?, ?, ?, ?)", self._people(tenant, rows))
            number = f"s{slots['number']}"
            for channel, share in zip(self.channels, (2, 10)):
                database.execute(
                    "INSERT INTO channel_followers SELECT randomblob(16), tenant, ?, ?, id, 1, 0"
                    f" FROM segment_people WHERE {number} % ? = 0", [partner, channel.bytes, share])
            database.execute(
                "INSERT INTO segment_activities SELECT ?, id, randomblob(16), 1, seen_on, NULL"
                f" FROM segment_people WHERE {number} % 2 = 0", [partner])
            database.commit()

    def _people(self, tenant, rows):
        """Registered a minute after each other, in a belt of latitudes around Zagreb's."""
        begin = (self.today - 700) * DAY
        for number in range(rows):
            id = uuid.UUID(int=(begin + number * 60_000) << 80 | 7 << 76 | 2 << 62 | number).bytes
            latitude = 458_000_000 + number % 1000 * 1000 + 900_000_000
            longitude = 159_800_000 + number % 100_000 * 100 + 1_800_000_000
            yield (tenant, id, number % 32, ("Split", "Zadar")[number % 4 > 0], float(number % 100),
                   f"word {number % 1000}", latitude << 32 | longitude, self.today - number % 50)

    def rules(self):
        """Others in each round, or the last round's answers would do: one more condition, which all meet."""
        self.round += 1
        split = self._attribute("choice", choices=["Split"])
        numbers = self._attribute("number", numbers={"least": 10.0, "most": 89.0})
        words = self._attribute("text", texts=[f"word {number}" for number in range(50)])
        near = {"kind": "near", "area": {
            "attributeId": self.attributes["place"], "latitudeE7": 458_000_000,
            "longitudeE7": 159_800_000, "radiusMeters": 500_000}}
        half, tenth = ({"kind": "follows", "channels": [channel]} for channel in self.channels)
        rules = {
            "a-choice": split, "not-a-choice": _not(split), "fifty-texts": words, "around": near,
            "follows": half, "follows-none": _not({"kind": "follows", "channels": self.channels}),
            "last-seen": {"kind": "lastSeen", "span": {"withinDays": 9}},
            "earned-nothing": _not({"kind": "lastEarned", "span": {"withinDays": 3650}}),
            "a-nest": _all(
                _any(split, _not(numbers), tenth), _not(_all(near, words)),
                _any({"kind": "consents", "consent": "place"},
                     {"kind": "consents", "consent": "advertising"}))}
        return {name: _all(self._joined(self.round), rule) for name, rule in rules.items()}

    def _attribute(self, kind, **asked):
        return {"kind": "attribute", "attribute": {"attributeId": self.attributes[kind], **asked}}

    def _joined(self, number):
        return {"kind": "joined", "span": {"withinDays": 3650 - number}}

    def timed(self, rule):
        begun = time.monotonic()
        sizes = self.call("partner", "PreviewSegment", rule=rule)
        took = (time.monotonic() - begun) * 1000
        if not sizes["endUsers"]:
            raise Broken(f"nobody was found by {rule}")
        return took


def _not(rule):
    return {"kind": "not", "rule": rule}


def _all(*rules):
    return {"kind": "all", "rules": list(rules)}


def _any(*rules):
    return {"kind": "any", "rules": list(rules)}
