"""An ad chosen among 10,000 running campaigns for one of a million end users: time, calls/s against the echo's."""

import pathlib
import time

import echo_pair
from harness import Ratio, Value, at_least, at_most

SHORT_SECONDS = 2
SIZE, SHORT_SIZE = (10_000, 1_000_000), (1_000, 20_000)
BARS = {
    # Between the socket and the method, one call at a time; most have been looked up within a minute.
    "ad-pick-p99": at_most(500),
    "ad-pick": at_least(0.5),
    "ad-pick-memory": at_most(1500),
    "ad-pick-ready": at_most(20),
}


def rounds(bench):
    ours, pair = bench.build("bench"), echo_pair.EchoPair(bench)
    campaigns, profiles = SHORT_SIZE if bench.seconds < SHORT_SECONDS else SIZE
    size = ["--campaigns", campaigns, "--profiles", profiles]
    folder = bench.fresh()
    bench.run(ours, "ad-grow", folder, *size)
    while True:
        alone = bench.run(ours, "ad-pick", folder, *size, "--seconds", bench.seconds)
        bench.note(
            f"{alone['p50Us']:.0f} us in the middle; first ads of end users who are looked up: "
            f"{alone['firstP50Us']:.0f} us, p99 {alone['firstP99Us']:.0f} us")
        begun = time.monotonic()
        with bench.server(ours, "ad-server", folder, *size) as (process,):
            ready = time.monotonic() - begun
            called = bench.run(ours, "ad-client", folder, "--seconds", bench.seconds)
            memory = resident(process)
        echo = pair.ours(64)
        bench.note(
            f"processor time of the service: {called['serverCpuUs']:.1f} us an ad, "
            f"{echo['serverCpuUs']:.1f} us an echo")
        yield {
            "ad-pick-p99": Value(alone["p99Us"], "us"),
            "ad-pick": Ratio(called["callsPerSecond"], echo["callsPerSecond"], "calls/s"),
            "ad-pick-first": Value(alone["firstP50Us"], "us"),
            "ad-pick-memory": Value(memory, "MB"),
            "ad-pick-ready": Value(ready, "s"),
        }


def resident(process):
    """In millions of bytes."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6
