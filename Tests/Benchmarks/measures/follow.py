"""Loyalty's projection of end users, over the mesh: what it missed, then commit to applied."""

from harness import Value, at_least, at_most

BARS = {"follow": at_least(20_000), "follow-latency": at_most(5_000)}


def rounds(bench):
    ours = bench.build("bench")
    while True:
        one = bench.run(ours, "follow", bench.fresh())
        yield {
            "follow": Value(one["callsPerSecond"], "events/s"),
            "follow-latency": Value(one["p50Us"], "us"),
        }
