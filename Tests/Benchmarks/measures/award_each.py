"""Awards in shared transactions, against one transaction each: 64 in flight, durable, keyed."""

import os

from harness import Ratio, at_least

BARS = {"award-each": at_least(2), "award-each-1ms": at_least(8)}


def rounds(bench):
    ours = bench.build("bench")
    # Not a program: a library that is preloaded.
    slow = bench.build_c("slow_fsync", options=("-shared", "-fPIC"))
    environments = {"award-each": os.environ, "award-each-1ms": os.environ | {"LD_PRELOAD": str(slow)}}
    while True:
        found = {}
        for name, environment in environments.items():
            group, each = (
                bench.run(
                    ours, "award", bench.fresh(), "--batch-limit", limit,
                    "--seconds", bench.seconds, env=environment,
                )  # fmt: skip
                for limit in (256, 1)
            )
            found[name] = Ratio(group["callsPerSecond"], each["callsPerSecond"], "awards/s")
        yield found
