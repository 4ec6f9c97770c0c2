"""Nobody takes it from the others: each attack for some seconds, on the services that were built last.

`deploy/bench fair` measures the same against the bars; here are bounds that a busy machine keeps.
"""

import os

import pytest

from attacks import ATTACKS
from fairness import Scene, table
from siege import SERVED_MS, raise_descriptor_limit

LONG = bool(os.environ.get("OCTOPUS_LONG"))
SECONDS, ENTRIES, LOTS = (10, 200_000, 43_000) if LONG else (3, 24_000, 8_000)
# Two cores that attackers, others and four services share, and on which something else is built.
RATIO, LEAST_MS, RECOVERY_SECONDS, REVOCATION_SECONDS = 10, 300, 2, 1.5


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    raise_descriptor_limit()
    scene = Scene(tmp_path_factory.mktemp("fair") / "scene", ENTRIES, LOTS)
    yield scene
    scene.stop()


@pytest.fixture(scope="module")
def findings():
    findings = []
    yield findings
    print("\n" + table(findings))


@pytest.mark.limit(120, setup=240)
@pytest.mark.parametrize("name", ATTACKS)
def test_the_others_are_served_as_if_nobody_attacked(scene, findings, name):
    finding = scene.measure(name, SECONDS)
    findings.append(finding)
    print("\n" + table([finding]), finding.told)
    assert finding.failures == {}
    assert finding.told["answers"] or finding.attack.manner in ("fat", "for nothing")
    for kind, milliseconds in finding.under.items():
        assert milliseconds < SERVED_MS, kind
        assert milliseconds < max(LEAST_MS, RATIO * finding.quiet[kind]), kind
    assert finding.recovery <= RECOVERY_SECONDS
    assert max(finding.revocation.values()) < REVOCATION_SECONDS, finding.revocation
    assert finding.grown_mib < finding.attack.mib
    for place in scene.places:
        assert all(process.poll() is None for process in place.processes.values())
