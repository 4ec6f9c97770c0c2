"""deploy/launch as a new user meets it: a release build, a day told, kill -9, and once more."""

import os
import re
import signal
import sqlite3
import subprocess

import pytest

from conftest import ROOT, System

BIN = ROOT / ".build" / "release"


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    system = System(tmp_path_factory.mktemp("launched"))
    system.first = system.launch("--demo", "--detach", "--port-base", str(system.port_base))
    yield system
    system.stop()


def octopus(system, *arguments, **options):
    return subprocess.Popen(
        [BIN / "octopus", *arguments], env={**os.environ, "OCTOPUS_DATA": str(system.data)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def unbalanced(system):
    """Point types whose ledger, lots and balances differ, found without Octopus's help."""
    (file,) = (system.data / "loyalty").glob("*.sqlite")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        return db.execute("""
            SELECT hex(id) FROM point_types WHERE
                (SELECT coalesce(sum(CASE 'user' WHEN to_account THEN amount
                                                 WHEN from_account THEN -amount END), 0)
                 FROM ledger WHERE point_type = point_types.id)
                IS NOT (SELECT coalesce(sum(remaining), 0) FROM lots
                        WHERE point_type = point_types.id)
                OR (SELECT coalesce(sum(remaining), 0) FROM lots WHERE point_type = point_types.id)
                IS NOT (SELECT coalesce(sum(amount), 0) FROM balances
                        WHERE point_type = point_types.id)""").fetchall()


def test_the_first_launch_tells_a_day_and_is_ready(system):
    assert "Octopus is ready" in system.first.stdout
    assert system.launch("--status").returncode == 0
    assert unbalanced(system) == []


def test_a_second_start_in_the_same_place_says_so(system):
    again = system.launch("--detach", check=False)
    assert again.returncode == 1 and "already running" in again.stdout


def test_an_idle_service_starts_within_100_ms_and_needs_less_than_40_mb(system):
    system.stop()
    system.launch("--detach", "--port-base", str(system.port_base))
    for service in ("identity", "loyalty"):
        status = open(f"/proc/{system.pid(service)}/status").read()
        assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < 40 * 1024
        # The quickest of its starts: the others say how busy the machine was.
        log = (system.data / "logs" / f"{service}.log").read_text()
        assert min(map(float, re.findall(r'"startMilliseconds":([0-9.]+)', log))) < 100


def test_a_release_program_needs_nothing_of_swift_on_its_machine(system):
    for program in ("identity", "loyalty", "octopus"):
        found = subprocess.run(["ldd", BIN / program], capture_output=True, text=True, check=True)
        assert "libzmq" in found.stdout
        assert not re.search("swift|Foundation|dispatch", found.stdout, re.IGNORECASE)


@pytest.mark.parametrize("killed", [["loyalty"], ["identity"], ["identity", "loyalty"]])
def test_a_day_goes_on_over_a_kill(system, killed):
    with octopus(system, "demo") as demo:
        for number, line in enumerate(demo.stdout):
            if number == 5:
                for service in killed:
                    os.kill(system.pid(service), signal.SIGKILL)
        assert demo.wait(60) == 0
    assert unbalanced(system) == []


def test_killed_altogether_it_comes_up_again_with_all_it_had(system):
    def ledger():
        (file,) = (system.data / "loyalty").glob("*.sqlite")
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*), sum(amount) FROM ledger").fetchone()

    before = ledger()
    for role in ("supervisor", "loyalty", "identity"):
        os.kill(system.pid(role), signal.SIGKILL)
    system.launch("--demo", "--detach", "--port-base", str(system.port_base))
    after = ledger()
    assert after[0] > before[0] and unbalanced(system) == []


def test_ctrl_c_stops_everything_cleanly(system):
    system.stop()
    assert system.launch("--status", check=False).returncode == 1
    with subprocess.Popen(
            system.command("--port-base", str(system.port_base)), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True) as launcher:
        for line in launcher.stdout:
            if "Ctrl-C" in line:
                pids = [system.pid(service) for service in ("identity", "loyalty")]
                os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(60) == 130
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}")


@pytest.mark.parametrize("options, complaint", [
    (["--port-base", "0"], "--port-base 0"), (["--port-base", "65535"], "65535"),
    (["--colour"], "--colour"), (["--data"], "--data needs a value")])
def test_wrong_options_are_named(system, options, complaint):
    ended = subprocess.run([ROOT / "deploy" / "launch", *options], capture_output=True, text=True)
    assert ended.returncode == 1 and complaint in ended.stderr
