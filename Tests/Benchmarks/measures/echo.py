"""Full stack echo, 200 bytes, 64 in flight, two processes, against plain C with CURVE: calls/s."""

import echo_pair
from harness import Ratio, at_least

BARS = {"echo": at_least(0.45)}


def rounds(bench):
    pair = echo_pair.EchoPair(bench)
    while True:
        ours, plain_c = pair.ours(64), pair.plain_c(64)
        yield {
            "echo": Ratio(ours["callsPerSecond"], plain_c["callsPerSecond"], "calls/s"),
            # The same by what it costs: less disturbed by what else the machine's host does.
            "echo-processor": Ratio(processor(plain_c), processor(ours), "us a call"),
        }


def processor(figures):
    """Of both processes, in microseconds a call."""
    return figures["clientCpuUs"] + figures["serverCpuUs"]
