"""Others' p99 while one attacks, against the same attackers turned on another installation's p99."""

import dataclasses
import statistics

from harness import Broken, Value, at_most

ON_DEMAND = True
# The ledger; a short look does with a small one.
ENTRIES, LOTS = 200_000, 43_000
SHORT_SECONDS, SHORT_SHARE = 2, 10
BARS = {
    "fair-ms": at_most(100),
    "fair-revocation": at_most(1),
    "fair": at_most(5),
    "fair-recovery": at_most(1),
}


def rounds(bench):
    fairness = imported(bench)
    share = SHORT_SHARE if bench.seconds < SHORT_SECONDS else 1
    # Commands are written one after the other, so who writes beside a flood of them has no bar.
    names = [name for name, attack in fairness.ATTACKS.items() if not attack.program]
    taken = []
    with fairness.scene(bench.fresh() / "scene", ENTRIES // share, LOTS // share) as scene:
        try:
            while True:
                with bench.watched():
                    found = [scene.measure(name, bench.seconds) for name in names]
                taken.append(found)
                for line in fairness.table(found).splitlines():
                    bench.note(line)
                if lost := [one.attack.name for one in found if one.failures]:
                    raise Broken(f"others' calls failed under {', '.join(lost)}")
                yield summed_up(found)
        finally:
            if len(taken) > 1:
                bench.note(f"the medians of {len(taken)} rounds:")
                for line in fairness.table(medians(taken)).splitlines():
                    bench.note(line)


def imported(bench):
    """The scene's module, which takes the programs that are built here, or those that are named."""
    bench.build_installation()
    import fairness

    return fairness


def summed_up(found):
    """The worst of all attacks."""
    return {
        "fair-ms": Value(max(max(one.under.values()) for one in found), "ms"),
        "fair-revocation": Value(max(max(one.revocation.values()) for one in found), "s"),
        "fair": Value(max(one.worst()[1] for one in found), ""),
        "fair-recovery": Value(max(one.recovery for one in found), "s"),
    }


def medians(taken):
    """Each attack's median over the rounds."""
    return [
        dataclasses.replace(
            same[0],
            quiet=median_of(one.quiet for one in same),
            under=median_of(one.under for one in same),
            recovery=statistics.median(one.recovery for one in same),
            revocation=median_of(one.revocation for one in same),
            grown_mib=statistics.median(one.grown_mib for one in same),
        )
        for same in zip(*taken)
    ]


def median_of(tables):
    tables = list(tables)
    return {name: statistics.median(one[name] for one in tables) for name in tables[0]}
