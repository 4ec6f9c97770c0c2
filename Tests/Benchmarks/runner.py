"""Takes the measures, tells them, and keeps what they came to; `deploy/bench` calls this."""

import argparse
import contextlib
import importlib
import itertools
import pathlib
import statistics
import sys
import tempfile
import time

import results
from harness import Bench, Broken

HERE = pathlib.Path(__file__).parent
# With fewer rounds a median says little, so nothing is kept.
ROUNDS_TO_KEEP = 5
# A virtual machine's host may run others in the middle of a round, which one side has to pay.
MOST_STOLEN = 0.05
# How many times the rounds that are wanted are taken at most, for so many to be undisturbed.
PATIENCE = 2


def names():
    return sorted(path.stem.replace("_", "-") for path in (HERE / "measures").glob("*.py"))


def measure(name):
    return importlib.import_module(f"measures.{name.replace('-', '_')}")


def summary(name):
    return measure(name).__doc__.strip().splitlines()[0]


def is_on_demand(name):
    """A measure that takes long to build or to run is taken only when it is named."""
    return getattr(measure(name), "ON_DEMAND", False)


def take(name, rounds, seconds, before):
    """Takes one measure; answers its results."""
    module = measure(name)
    rounds = min(rounds, getattr(module, "ROUNDS", rounds))
    print(f"{name}: {summary(name)}", flush=True)
    taken = []
    with tempfile.TemporaryDirectory(prefix="octopus-bench-") as folder:
        bench = Bench(seconds, folder, before)
        with contextlib.closing(module.rounds(bench)) as turns:
            for number, found in enumerate(itertools.islice(turns, PATIENCE * rounds), 1):
                stolen = bench.stolen()
                for result, sample in found.items():
                    hint = f"  (the host took {stolen:.0%})" if stolen > MOST_STOLEN else ""
                    print(f"  round {number}  {result} {sample}{hint}", flush=True)
                taken.append((stolen, found))
                if sum(stolen <= MOST_STOLEN for stolen, _ in taken) == rounds:
                    break
    # The least disturbed ones, whatever they came to.
    taken.sort(key=lambda turn: turn[0])
    samples = {}
    for _, found in taken[:rounds]:
        for result, sample in found.items():
            samples.setdefault(result, []).append(sample)
    if not samples or any(len(some) != rounds for some in samples.values()):
        raise Broken(f"not every result came in each of {rounds} rounds")
    stolen = taken[rounds - 1][0]
    return [
        summed_up(result, some, module.BARS.get(result), stolen)
        for result, some in samples.items()
    ]


def summed_up(name, samples, bar, stolen):
    values = [sample.value for sample in samples]
    return results.Result(
        name=name,
        value=statistics.median(values),
        low=min(values),
        high=max(values),
        unit=samples[0].unit,
        bar=bar,
        rounds=len(samples),
        stolen=stolen,
    )


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/bench", description=__doc__.split(";")[0] + ".")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="all, if none is named")
    parser.add_argument("--list", action="store_true", help="name the measures, and end")
    parser.add_argument("--rounds", type=int, default=5, help="each runs both sides (5)")
    parser.add_argument("--seconds", type=float, default=3, help="of each run, roughly (3)")
    parser.add_argument("--before", metavar="COMMIT", help="what the measure `before` compares with")
    chosen = parser.parse_args()
    if unknown := set(chosen.measures) - set(names()):
        parser.error(f"unknown {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    if chosen.rounds < 1 or chosen.seconds <= 0:
        parser.error("there must be a round, and some time for it")
    return chosen


def main():
    chosen = arguments()
    if chosen.list:
        for name in names():
            hint = " (only when named)" if is_on_demand(name) else ""
            print(f"{name:14} {summary(name)}{hint}")
        return 0
    wanted = chosen.measures or [name for name in names() if not is_on_demand(name)]
    machine = results.Machine.here()
    print(f"{machine}, {chosen.rounds} rounds of {chosen.seconds:g} s", flush=True)
    broken = []
    for name in wanted:
        begun = time.monotonic()
        try:
            found = take(name, chosen.rounds, chosen.seconds, chosen.before)
        except Exception as fault:
            # The others are taken all the same.
            kind = "" if isinstance(fault, Broken) else f"{type(fault).__name__}: "
            print(f"{name} broke: {kind}{fault}", file=sys.stderr, flush=True)
            broken.append(name)
            continue
        print(f"  took {time.monotonic() - begun:.0f} s", flush=True)
        if chosen.rounds >= ROUNDS_TO_KEEP:
            results.keep(found, machine, chosen.seconds)
        for result in found:
            print(result, flush=True)
    if chosen.rounds >= ROUNDS_TO_KEEP:
        results.show()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
