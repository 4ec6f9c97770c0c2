"""The hot paths against those of an earlier commit, one right after the other: times as fast."""

import functools

from harness import Ratio, at_least

ON_DEMAND = True


def rounds(bench):
    now, before = bench.build("bench"), bench.build_before("bench")
    while True:
        found = {}
        for take in TAKEN:
            ours, theirs = take(bench, now), take(bench, before)
            for name in ours:
                found[f"before-{name}"] = Ratio(ours[name], theirs[name], "a second")
        yield found


def called(name, client, server, bench, program):
    folder = bench.fresh()
    with bench.server(program, server, folder):
        figures = bench.run(program, client, folder, "--seconds", bench.seconds)
    return {name: figures["callsPerSecond"]}


def award(bench, program):
    figures = bench.run(program, "award", bench.fresh(), "--seconds", bench.seconds)
    return {"award": figures["callsPerSecond"]}


def token(bench, program):
    figures = bench.run(program, "token", "--tokens", max(100, int(1000 * bench.seconds)))
    return {"token-seen": 1e6 / figures["seenTokenUs"], "token-new": 1e6 / figures["newTokenUs"]}


def follow(bench, program):
    return {"follow": bench.run(program, "follow", bench.fresh())["callsPerSecond"]}


TAKEN = [
    functools.partial(called, "echo", "echo", "echo-server"),
    award,
    functools.partial(called, "award-called", "award-client", "award-server"),
    token,
    follow,
]
# A difference of a twentieth can't be told from noise on a shared machine.
NAMES = "echo", "award", "award-called", "token-seen", "token-new", "follow"
BARS = {f"before-{name}": at_least(0.95) for name in NAMES}
