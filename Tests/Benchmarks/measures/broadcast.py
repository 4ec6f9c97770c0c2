"""A message to very many followers, through the help desk's jobs, durable: recipients a second."""

from harness import Value, at_least

FOLLOWERS, SHORT_SECONDS, SHORT_FOLLOWERS = 100_000, 2, 2_000
# The first one makes the conversations.
BARS = {"broadcast-first": at_least(5_000), "broadcast": at_least(5_000)}


def rounds(bench):
    ours = bench.build("bench")
    followers = SHORT_FOLLOWERS if bench.seconds < SHORT_SECONDS else FOLLOWERS
    while True:
        one = bench.run(ours, "broadcast", bench.fresh(), "--followers", str(followers))
        yield {
            "broadcast-first": Value(one["recipientsPerSecond"], "recipients/s"),
            "broadcast": Value(one["knownRecipientsPerSecond"], "recipients/s"),
        }
