"""Messages a second: operators write into a hundred conversations, 64 calls under way."""

import itertools
import time

from harness import Broken, Value, at_least
from lines import uuid7
from talkers import talkers

from measures.log_in import installed

# There is no competitor, and no number was asked for: the bar is there to notice a loss.
BARS = {"chat-post": at_least(500)}
CONVERSATIONS, LINES, IN_FLIGHT = 100, 4, 64


def rounds(bench):
    place = installed(bench)
    try:
        with talkers(place, CONVERSATIONS) as crowd:
            crowd.lines.open(LINES)
            while True:
                with bench.watched():
                    before = crowd.processor_seconds()
                    count, seconds = post(crowd, bench.seconds)
                    spent = crowd.processor_seconds() - before
                bench.note(f"{spent * 1000 / count:.2f} ms of helpdesk's processor time a message")
                yield {"chat-post": Value(count / seconds, "messages/s")}
    finally:
        place.stop()


def post(crowd, seconds):
    """How many were acknowledged, in how many seconds."""
    people, numbers = itertools.cycle(crowd.people), itertools.count()

    def write():
        crowd.write(next(people), uuid7().hex, next(numbers) % LINES)

    for _ in range(IN_FLIGHT):
        write()
    begun, count, open_calls = time.monotonic(), 0, IN_FLIGHT
    while open_calls:
        is_time_left = time.monotonic() < begun + seconds
        answered = list(crowd.lines.received(5))
        if not answered:
            raise Broken("no message was acknowledged within 5 s")
        for _ in answered:
            open_calls -= 1
            if is_time_left:
                count += 1
                write()
                open_calls += 1
    return count, seconds
