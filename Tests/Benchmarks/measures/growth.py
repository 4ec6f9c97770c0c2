"""Awards with 10 million ledger entries against 10 thousand: p50, one at a time and 64."""

from harness import Ratio, at_most

BARS = {"growth": at_most(1.5), "growth-busy": at_most(1.5)}
# The big database takes minutes and gigabytes.
ON_DEMAND = True
FEW = 10_000


def compared(bench, name, many):
    ours = bench.build("bench")
    small, big = bench.fresh(), bench.fresh()
    for folder, entries in ((small, FEW), (big, many)):
        bench.run(ours, "grow", folder, "--entries", entries, timeout=3600)
    while True:
        one = bench.run(
            ours, "growth", small, big, "--small-entries", FEW, "--big-entries", many,
            "--seconds", bench.seconds,
        )  # fmt: skip
        yield {
            name: Ratio(one["bigP50Us"], one["smallP50Us"], "us p50"),
            f"{name}-busy": Ratio(one["bigBusyP50Us"], one["smallBusyP50Us"], "us p50"),
        }


def rounds(bench):
    yield from compared(bench, "growth", 10_000_000)
