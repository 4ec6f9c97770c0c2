"""A page of what is found among a million messages, and of a conversation of 10,000: the p99, as a caller meets it."""

import itertools
import random
import statistics
import time

import crowds
from chats import Office, Writer
from harness import Broken, Ratio, Value, at_most

from measures.log_in import installed

ROUNDS, ON_DEMAND = 1, True
MESSAGES, LONG, SHORT_SECONDS, SHORT_MESSAGES, SHORT_LONG = 1_000_000, 10_000, 2, 20_000, 2_000
IN_ONE = 1000
ASKED = 400
INDEXED_WITHIN = 1800
# Of a third of all messages, of one in a thousand, and of the last one alone.
FREQUENT, RARE, LAST = "coffee", "saffron", "zanzibar"
BARS = {f"chat-search-{name}": at_most(50)
        for name in ("frequent", "two", "rare", "none", "unseen", "deep", "past")}
BARS |= {"chat-page": at_most(10), "chat-page-anywhere": at_most(1.5)}


def rounds(bench):
    place = installed(bench)
    try:
        is_short = bench.seconds < SHORT_SECONDS
        talk = Talk(place)
        begun = time.monotonic()
        talk.grow(SHORT_MESSAGES if is_short else MESSAGES, SHORT_LONG if is_short else LONG)
        bench.note(f"indexed by its job: {talk.rows / (time.monotonic() - begun):.0f} messages/s")
        while True:
            with bench.watched():
                yield talk.searches() | talk.pages()
    finally:
        place.stop()


class Talk:
    """An office whose administrator sees all, and an operator who has one conversation."""

    def __init__(self, place):
        self.place, self.office = place, Office(place)
        channel = self.office.channel()
        self.chief, self.operator = self.office.operator("administrator"), self.office.operator()
        self.writer = Writer(self.office)
        self.first = self.writer.asks(channel)
        self.other = Writer(self.office)
        self.held = self.other.asks(channel)
        for one in (self.operator, self.chief):
            one.helpdesk.seen |= self.other.helpdesk.seen
        self.operator.step("Take", self.held)

    def grow(self, rows, long):
        """So many messages, of which `long` are in one conversation; they are indexed as all are."""
        self.rows = rows
        with crowds.filling(self.place, "helpdesk", rows) as table:
            self._fill(table, rows, long)
        # A message wakes the job.
        self.other.say(self.held, "Hello?")
        self._await_last()

    def _fill(self, table, rows, long):
        chance = random.Random(7)
        words = ["".join(chance.choices("abdegiklmnoprstuvz", k=chance.randrange(3, 9)))
                 for _ in range(5000)]
        weights = [1 / (number + 10) for number in range(len(words))]
        common = list(itertools.accumulate(weights))

        def text(_, number):
            said = chance.choices(words, cum_weights=common, k=8)
            if number % 3 == 0:
                said.append(FREQUENT)
            if number % 1000 == 0:
                said.append(RARE)
            if number == rows - 1:
                said.append(LAST)
            return " ".join(said)

        others = (rows - long) // IN_ONE
        last, = table.database.execute("SELECT max(seq) FROM conversations").fetchone()
        first, after = table.database.execute(
            "SELECT seq, last_seq FROM conversations WHERE id = ?", [self.first.bytes]).fetchone()
        where = f"id = X'{self.first.hex}'"
        table.rows = others
        ids, people = table.ids(), table.ids()
        table.multiply("conversations", where, ids, id=crowds.new, end_user=lambda _, n: people[n],
                       seq=lambda _, n: last + 1 + n, last_seq=IN_ONE)
        table.rows = rows
        numbers = [first] * long + [last + 1 + n // IN_ONE for n in range(rows - long)]
        places = [after + 1 + n for n in range(long)] + [1 + n % IN_ONE for n in range(rows - long)]
        numbers, places = numbers[:rows], places[:rows]
        table.multiply(
            "messages", f"conversation = {first}", numbers, id=None, client_id=None, text=text,
            conversation=lambda number, _: number, seq=lambda _, n: places[n],
            at=lambda _, n: table.now - (rows - n) * 1000)
        table.database.execute("UPDATE conversations SET last_seq = ? WHERE seq = ?", [after + long, first])
        table.database.execute(
            "INSERT INTO unindexed SELECT seq, 1, last_seq FROM conversations WHERE true"
            " ON CONFLICT DO UPDATE SET to_seq = excluded.to_seq")

    def _await_last(self):
        """Conversations are indexed by their numbers, the last message last."""
        end = time.monotonic() + INDEXED_WITHIN
        while not self.found(LAST)["items"]:
            if time.monotonic() > end:
                raise Broken("the index is not whole")
            time.sleep(0.5)

    def found(self, search, who=None, **more):
        return (who or self.chief).ask("SearchMessages", timeout=30, search=search, **more)

    def searches(self):
        numbers = itertools.count()
        deep, asked = [], {}
        for _ in range(20):
            page = self.found(FREQUENT, **asked)
            deep.append(asked := {"after": page["next"]})
        half = {"untilAt": (time.time_ns() // 1_000_000) - self.rows * 500}
        ways = {
            "frequent": lambda: self.found(FREQUENT),
            "two": lambda: self.found(f"{FREQUENT} {RARE}"),
            "rare": lambda: self.found(RARE),
            "none": lambda: self.found(f"{FREQUENT} zebra{next(numbers)}"),
            "unseen": lambda: self.found(FREQUENT, self.operator),
            "deep": lambda: self.found(FREQUENT, **deep[next(numbers) % len(deep)]),
            "past": lambda: self.found(FREQUENT, **half),
        }
        if self.found(FREQUENT, self.operator)["items"]:
            raise Broken("an operator finds what they may not see")
        if len(self.found(FREQUENT)["items"]) < 20 or len(self.found(RARE)["items"]) < 10:
            raise Broken("not all is found")
        return {f"chat-search-{name}": Value(p99(way), "ms") for name, way in ways.items()}

    def pages(self):
        """Anywhere in the long conversation: the slowest tenth of it against all of it."""
        last = self.chief.ask("ReadMessages", conversationId=self.first, limit=1)["lastSeq"]
        tenths = [[] for _ in range(10)]
        for _ in range(ASKED):
            for tenth, times in enumerate(tenths):
                after = last * tenth // 10 + random.randrange(max(1, last // 10 - 50))
                times.append(timed(lambda: self.chief.ask(
                    "ReadMessages", conversationId=self.first, after=after, limit=50)))
        medians = [statistics.median(times) for times in tenths]
        return {"chat-page": Value(quantile(sum(tenths, []), 0.99), "ms"),
                "chat-page-anywhere": Ratio(max(medians), min(medians), "ms")}


def timed(call):
    begun = time.monotonic()
    call()
    return (time.monotonic() - begun) * 1000


def quantile(times, share):
    return sorted(times)[int(len(times) * share)]


def p99(call):
    return quantile([timed(call) for _ in range(ASKED)], 0.99)
