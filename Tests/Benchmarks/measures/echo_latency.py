"""Full stack echo, 200 bytes, one at a time, two processes, against plain C with CURVE: p50."""

import echo_pair
from harness import Ratio, at_most

BARS = {"echo-latency": at_most(2.0)}


def rounds(bench):
    pair = echo_pair.EchoPair(bench)
    while True:
        ours, plain_c = pair.ours(1), pair.plain_c(1)
        yield {"echo-latency": Ratio(ours["p50Us"], plain_c["p50Us"], "us")}
