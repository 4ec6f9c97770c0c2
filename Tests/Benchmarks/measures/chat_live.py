"""From an operator's message to the end user's waiting read, 50 a second among 1,000 readers who wait."""

from harness import Ratio, Value, at_most
from talkers import Live, talkers

from measures.log_in import installed

READERS, FEW, A_SECOND, SHORT_SECONDS, SHORT_READERS = 1000, 100, 50, 2, 200
# Enough messages for a p99; shorter than the readers wait, so that none of them asks anew by itself.
SECONDS = 12
# All readers ask at once to begin with; until they all wait, nothing is measured.
WARM_UP_SECONDS = 4
BARS = {"chat-live-p99": at_most(20), "chat-live-readers": at_most(1.5)}


def rounds(bench):
    place = installed(bench)
    try:
        readers = SHORT_READERS if bench.seconds < SHORT_SECONDS else READERS
        with talkers(place, readers) as crowd:
            few, many = Listening(crowd, FEW), Listening(crowd, readers)
            while True:
                with bench.watched():
                    less, more = few.measure(), many.measure()
                bench.note(f"median {more.median:.2f} ms of {len(more.taken)}; processor time a message: "
                           f"{few.cost:.2f} ms beside {FEW} readers, {many.cost:.2f} beside {readers}; "
                           f"p99 beside {FEW}: {less.quantile(0.99):.2f} ms")
                yield {"chat-live-p99": Value(more.quantile(0.99), "ms"),
                       # The same people are written to; the others wait for conversations of their own.
                       "chat-live-readers": Ratio(many.cost, few.cost, "ms a message")}
    finally:
        place.stop()


class Listening:
    """So many readers, of whom the same few are written to."""

    def __init__(self, crowd, readers):
        self.crowd, self.readers, self.cost = crowd, readers, None

    def measure(self):
        self.crowd.lines.close()
        self.crowd.lines = type(self.crowd.lines)(self.crowd.place)
        live = Live(self.crowd, self.readers, FEW)
        live.run(WARM_UP_SECONDS, A_SECOND)
        live.taken.clear()
        before = self.crowd.processor_seconds()
        live.run(SECONDS, A_SECOND)
        spent = self.crowd.processor_seconds() - before
        self.cost = spent * 1000 / (SECONDS * A_SECOND)
        return live
