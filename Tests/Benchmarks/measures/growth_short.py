"""Awards with 100 thousand ledger entries against 10 thousand: the short form of growth."""

from harness import at_most
from measures.growth import compared

BARS = {"growth-short": at_most(1.5), "growth-short-busy": at_most(1.5)}


def rounds(bench):
    yield from compared(bench, "growth-short", 100_000)
