"""deploy/launch as a new user meets it: a build, a day told, kill -9, and once more."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from conftest import ROOT, System, free_port_base
from place import eventually
from programs import PROGRAMS, SERVICES, run, start

sys.path.append(str(ROOT / "deploy" / "launcher"))

# A debug build is enough for everything but what is measured.
CONFIGURATION = os.environ.get("OCTOPUS_BUILD", "release")
BIN = ROOT / ".build" / CONFIGURATION
pytestmark = pytest.mark.limit(180, setup=1800)
only_release = pytest.mark.skipif(CONFIGURATION != "release", reason="not a release build")


class Launched(System):
    """A data folder with the programs that the first launch built."""

    def command(self, *options):
        return [ROOT / "deploy" / "launch", "--data", self.data, "--programs", BIN, *options]

    def start(self, *options):
        return self.launch("--detach", "--port-base", str(self.port_base), *options)

    def log(self, role="launch"):
        return (self.data / "logs" / f"{role}.log").read_text()

    def pids(self):
        return [self.pid(service) for service in SERVICES]

    def kill(self, role, number=signal.SIGKILL):
        """Kills a process, and returns when a service has another one."""
        pid = self.pid(role)
        os.kill(pid, number)
        if role in SERVICES:
            eventually(lambda: self.pid(role) != pid and is_alive(self.pid(role)), 20)

    def is_ready(self):
        return self.octopus("health", "--wait", "20").returncode == 0

    def octopus(self, *arguments, **options):
        return run([BIN / "octopus", *arguments], capture_output=True, text=True,
                   env={**os.environ, "OCTOPUS_DATA": str(self.data)}, **options)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def all_gone(pids):
    return eventually(lambda: not any(map(is_alive, pids)), 30)


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    system = Launched(tmp_path_factory.mktemp("launched"))
    build = ["--debug"] if CONFIGURATION == "debug" else []
    system.first = run(
        [ROOT / "deploy" / "launch", *build, "--data", system.data, "--demo", "--detach",
         "--port-base", str(system.port_base)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=1800)
    assert system.first.returncode == 0, system.first.stdout
    yield system
    system.stop()


@pytest.fixture
def running(system):
    """The same, whatever the test before left of it."""
    if system.launch("--status", check=False).returncode:
        system.stop()
        system.start()
    return system


@pytest.fixture(scope="module")
def made(tmp_path_factory, system):
    made = Launched(tmp_path_factory.mktemp("second"))
    made.start()
    made.stop()
    return made


@pytest.fixture
def second(made):
    """Another folder, made once; it does not run before a test, nor after it."""
    yield made
    made.stop()


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


# --- a day -----------------------------------------------------------------------------------

def test_the_first_launch_tells_a_day_and_is_ready(system):
    assert "Octopus is ready" in system.first.stdout
    assert system.launch("--status").returncode == 0
    assert unbalanced(system) == []


def test_a_second_start_in_the_same_place_says_so(running):
    again = running.launch("--detach", check=False)
    assert again.returncode == 1 and "already running" in again.stdout


def quickest_start(system, service):
    """In milliseconds, by itself: together they start as fast as there are cores for them."""
    def starts():
        return [float(one) for one in re.findall(
            r'"startMilliseconds":([0-9.]+)', system.log(service))]

    for _ in range(3):
        count = len(starts())
        system.kill(service)
        assert eventually(lambda: len(starts()) > count, 30), system.log(service)
    return min(starts())


@only_release
def test_an_idle_service_starts_within_100_ms_and_needs_little_memory(system):
    """40 MiB; those with the most code and a second database miss the 40 MB of `deploy/bench idle`."""
    system.stop()
    system.start()
    for service in SERVICES:
        status = open(f"/proc/{system.pid(service)}/status").read()
        most = 43 if service in {"partners", "helpdesk"} else 40
        assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < most * 1024
        assert quickest_start(system, service) < 100


@only_release
def test_a_release_program_needs_nothing_of_swift_on_its_machine(system):
    for program in (*SERVICES, "octopus"):
        found = run(["ldd", BIN / program], capture_output=True, text=True, check=True)
        assert "libzmq" in found.stdout
        assert not re.search("swift|Foundation|dispatch", found.stdout, re.IGNORECASE)


@pytest.mark.parametrize("killed", [["loyalty"], ["identity"], ["identity", "loyalty"]])
def test_a_day_goes_on_over_a_kill(running, killed):
    with start([BIN / "octopus", "demo"], env={**os.environ, "OCTOPUS_DATA": str(running.data)},
               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as demo:
        for number, line in enumerate(demo.stdout):
            if number == 5:
                for service in killed:
                    os.kill(running.pid(service), signal.SIGKILL)
        assert demo.wait(60) == 0
    assert unbalanced(running) == []


def test_killed_altogether_it_comes_up_again_with_all_it_had(running):
    def ledger():
        (file,) = (running.data / "loyalty").glob("*.sqlite")
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*), sum(amount) FROM ledger").fetchone()

    before = ledger()
    for role in ("supervisor", *SERVICES):
        os.kill(running.pid(role), signal.SIGKILL)
    running.start("--demo")
    after = ledger()
    assert after[0] > before[0] and unbalanced(running) == []


def test_after_a_clean_stop_the_one_file_is_the_whole_database(running, tmp_path):
    running.launch("--stop")
    for service in SERVICES:
        file = running.data / service / f"{service}.sqlite"
        assert [one for one in (running.data / service).glob("*-wal") if one.stat().st_size] == []
        shutil.copy(file, tmp_path)
        with sqlite3.connect(tmp_path / file.name) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    restored = tmp_path / "restored"
    shutil.copytree(running.data, restored, ignore=shutil.ignore_patterns("*.sqlite*", "run"))
    for service in SERVICES:
        shutil.copy(next(tmp_path.glob(f"{service}*.sqlite")), restored / service)
    # The copy is as good as the original: it starts, and has the day that was told.
    other = Launched(restored)
    try:
        other.start()
        assert unbalanced(other) == []
        with sqlite3.connect(next((restored / "loyalty").glob("*.sqlite"))) as db:
            assert db.execute("SELECT count(*) FROM ledger").fetchone()[0] > 0
    finally:
        other.stop()


# --- deaths ----------------------------------------------------------------------------------

def test_twenty_kills_are_nothing_to_give_up_for(running):
    identity = running.pid("identity")
    for _ in range(20):
        running.kill("loyalty")
    assert running.is_ready() and running.pid("identity") == identity


@pytest.fixture
def broken(second, tmp_path):
    """Programs of which loyalty can be broken and mended while it runs."""
    tmp_path.chmod(0o755)  # the services' user sees what is in it
    for name in {*PROGRAMS} - {"loyalty"}:
        (tmp_path / name).symlink_to(BIN / name)
    loyalty = tmp_path / "loyalty"
    loyalty.write_text(f"#!/bin/sh\n[ ! -e '{tmp_path}/broken' ] || exit 3\n"
                       f"exec '{BIN}/loyalty' \"$@\"\n")
    loyalty.chmod(0o755)
    second.start("--programs", tmp_path)
    return tmp_path / "broken"


def test_a_crash_loop_is_given_up_aloud_for_that_service_alone(second, broken):
    identity, supervisor = second.pid("identity"), second.pid("supervisor")
    broken.touch()
    os.kill(second.pid("loyalty"), signal.SIGKILL)
    eventually(lambda: "loyalty failed 5 times" in second.log(), 30)
    status = second.launch("--status", check=False)
    assert status.returncode == 1 and "loyalty was given up" in status.stdout
    assert second.pid("identity") == identity and is_alive(identity)
    assert "identity is started again" not in second.log()
    # Mended, it is tried again.
    broken.unlink()
    os.kill(supervisor, signal.SIGHUP)
    eventually(lambda: second.launch("--status", check=False).returncode == 0)
    assert second.is_ready() and second.pid("identity") == identity


def test_a_service_that_never_comes_up_ends_the_launch_at_once(second, tmp_path):
    for name in {*PROGRAMS} - {"loyalty"}:
        (tmp_path / name).symlink_to(BIN / name)
    (tmp_path / "loyalty").write_text("#!/bin/sh\necho no luck today >&2\nexit 3\n")
    (tmp_path / "loyalty").chmod(0o755)
    failed = run(second.command("--programs", tmp_path), timeout=30, stdout=subprocess.PIPE,
                 stderr=subprocess.STDOUT, text=True)
    assert failed.returncode == 1
    assert "no luck today" in failed.stdout and "loyalty failed 5 times" in failed.stdout
    assert second.launch("--status", check=False).stdout.count("does not run") == len(SERVICES)


# --- ends ------------------------------------------------------------------------------------

def foreground(system, before=()):
    launcher = start([*before, *system.command("--port-base", system.port_base)], text=True,
                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    said = []
    for line in launcher.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            return launcher
    raise AssertionError("".join(said))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ignored", [(), (signal.SIGINT, signal.SIGQUIT)])
def test_a_signal_stops_everything_cleanly(second, number, ignored):
    """Also in a job of the background, whose SIGINT the shell has ignored."""
    ignoring = ["env", *(f"--ignore-signal={one.name[3:]}" for one in ignored)]
    with foreground(second, before=ignoring) as launcher:
        pids = second.pids()
        os.killpg(launcher.pid, number)
        assert launcher.wait(60) == 128 + number
    assert not any(map(is_alive, pids))
    assert "loyalty stopped with code 0" in second.log()
    assert "identity stopped with code 0" in second.log()


def test_the_end_of_the_terminal_stops_everything(second):
    terminal, other_end = os.openpty()
    words = " ".join(f"'{word}'" for word in second.command("--port-base", second.port_base))
    shell = start(["bash", "-ic", f"{words}; true"], stdin=other_end, stdout=other_end,
                  stderr=other_end, start_new_session=True, preexec_fn=own_terminal)
    os.close(other_end)
    said = b""
    while b"Ctrl-C" not in said:
        said += os.read(terminal, 4096)
    pids = [*second.pids(), second.pid("supervisor")]
    os.close(terminal)
    all_gone(pids)
    shell.wait(30)


def own_terminal():
    import fcntl
    import termios
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_nohup_is_respected(second):
    with foreground(second, before=["env", "--ignore-signal=HUP"]) as launcher:
        os.kill(launcher.pid, signal.SIGHUP)
        assert second.is_ready() and launcher.poll() is None
        second.stop()
        launcher.wait(30)


@pytest.mark.parametrize("role", ["launch", "supervisor"])
def test_a_killed_launcher_leaves_nothing_or_is_taken_over_from(second, role):
    with foreground(second) as launcher:
        pids = second.pids()
        os.kill(launcher.pid if role == "launch" else second.pid("supervisor"), signal.SIGKILL)
        launcher.wait(60)
    second.start()  # waits for an end that is under way
    assert not any(map(is_alive, pids))
    assert second.is_ready()


def test_services_without_a_supervisor_are_named_and_taken_over(running):
    os.kill(running.pid("supervisor"), signal.SIGKILL)
    pids = running.pids()
    eventually(lambda: "without a supervisor" in running.launch("--status", check=False).stdout)
    said = running.start().stdout
    for service, pid in zip(SERVICES, pids):
        assert f"{service} (pid {pid}) runs without a supervisor" in said
    assert not any(map(is_alive, pids)) and running.is_ready()


def test_services_without_a_supervisor_are_stopped(running):
    os.kill(running.pid("supervisor"), signal.SIGKILL)
    pids = running.pids()
    assert "Stopped." in running.launch("--stop").stdout
    assert not any(map(is_alive, pids))


# --- other folders ---------------------------------------------------------------------------

def test_the_processes_of_another_folder_are_never_stopped(running, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(running.data, copy, ignore=shutil.ignore_patterns("*.sqlite*"))
    pids = running.pids()
    copied = Launched(copy)
    assert copied.launch("--status", check=False).stdout.count("does not run") == len(SERVICES)
    assert "Nothing runs" in copied.launch("--stop").stdout
    assert all(map(is_alive, pids))


@pytest.mark.parametrize("started", [None, "1", "nonsense", ""])
def test_a_number_that_is_somebody_elses_by_now_is_left_alone(second, started):
    with start(["sleep", "300"]) as innocent:
        file = second.data / "run" / "loyalty.pid"
        if started is None:
            started = open(f"/proc/{innocent.pid}/stat").read().rpartition(")")[2].split()[19]
        file.write_text(f"{innocent.pid} {started}\n")
        second.launch("--stop")
        assert innocent.poll() is None
        innocent.kill()
    file.unlink(missing_ok=True)


def test_two_launches_at_one_folder_at_the_same_moment(second):
    both = [start(second.command("--detach", "--port-base", second.port_base), text=True,
                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    said = [one.communicate(timeout=60)[0] for one in both]
    assert sorted(one.returncode for one in both) == [0, 1], said
    assert sum("already running" in one for one in said) == 1
    assert second.is_ready()


# --- options ---------------------------------------------------------------------------------

@pytest.mark.parametrize("options, complaint", [
    (["--port-base", "0"], "--port-base 0"), (["--port-base", "65535"], "65535"),
    (["--colour"], "--colour"), (["--data"], "--data needs a value"), (["--stop", "--data"], "--data"),
    (["--data", ""], "--data names no folder"), (["--data="], "--data names no folder"),
    (["--status", "--data", ""], "names no folder"), (["--log-size", "0"], "--log-size 0"),
    (["--demo=yes"], "--demo=yes"), (["--data", "/dev/null"], "is no folder"),
    (["--data", str(ROOT)], "has other things in it")])
def test_wrong_options_are_named(options, complaint):
    ended = run([ROOT / "deploy" / "launch", *options], capture_output=True, text=True)
    assert ended.returncode == 1 and complaint in ended.stderr


@pytest.mark.parametrize("name", [
    "lab", "a lab", "it's \"$HOME\" `here`", "ured \u010d\u5de5", "-lab", "--detach", "deep/er/lab",
    "../lab", "./lab/", "link/../lab", "new\nline"])
def test_a_data_folder_is_the_callers_and_hints_can_be_pasted(second, tmp_path, name):
    here = tmp_path / "here"
    (tmp_path / "target" / "inner").mkdir(parents=True)
    here.mkdir()
    (here / "link").symlink_to(tmp_path / "target" / "inner")
    # What `cd` would look for elsewhere, and a variable that an option stands above.
    (tmp_path / "other" / "deploy").mkdir(parents=True)
    environment = {**os.environ, "CDPATH": f"{tmp_path}/other:{tmp_path}", "OCTOPUS_DATA": "/nowhere"}
    shutil.copytree(second.data, os.path.join(os.path.realpath(here / "link") if "link" in name
                                              else here, os.path.basename(name) if "link" in name
                                              else name).replace("inner/", ""))
    folder = Launched(os.path.realpath(here / name))
    command = [ROOT / "deploy" / "launch", "--data", name, "--programs", BIN]
    ended = run([*command, "--detach", "--port-base", folder.port_base], cwd=here, env=environment,
                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert ended.returncode == 0, ended.stdout
    try:
        assert folder.pid("loyalty")
        hint = ended.stdout[ended.stdout.index("  export "):].split("\n\n")[0]
        hint = hint.partition(" list ")[0] + ' health; printf "%s" "$OCTOPUS_DATA"'
        pasted = run(["bash", "-euc", hint], cwd="/", capture_output=True, text=True)
        assert pasted.returncode == 0 and pasted.stdout.endswith(str(folder.data)), pasted
        stop = re.search(r"deploy/launch --status \| (--stop --data .*)", ended.stdout, re.S)[1]
        run(["bash", "-euc", "deploy/launch " + stop], cwd=ROOT, check=True, capture_output=True)
        assert "Nothing runs" in folder.stop().stdout
    finally:
        folder.stop()
    assert not (ROOT / "lab").exists() and not (tmp_path / "other" / "lab").exists()


def test_it_tells_its_release():
    ended = run([ROOT / "deploy" / "launch", "--version"], capture_output=True, text=True)
    assert ended.returncode == 0 and re.fullmatch(r"launch [0-9]+\.[0-9]+\.[0-9]+\n", ended.stdout)


def test_it_can_be_started_through_a_link_from_anywhere(tmp_path):
    link = tmp_path / "octopus-launch"
    link.symlink_to(ROOT / "deploy" / "launch")
    ended = run([link, "--help"], cwd=tmp_path, capture_output=True, text=True,
                env={**os.environ, "CDPATH": "/", "PYTHONSAFEPATH": "1", "LC_ALL": "C"})
    assert ended.returncode == 0 and str(ROOT / ".octopus") in ended.stdout


# --- ports and the map -----------------------------------------------------------------------

def test_a_busy_port_is_said_at_once_and_who_has_it(second):
    listen = (f"import socket, sys; one = socket.create_server(('127.0.0.1', {second.port_base + 1}));"
              "print(flush=True); sys.stdin.read()")
    with start(["python3", "-c", listen], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as busy:
        busy.stdout.readline()
        # Before anything is built, which would take longer.
        ended = run([ROOT / "deploy" / "launch", "--data", second.data, "--detach"], timeout=20,
                    capture_output=True, text=True)
        busy.stdin.close()
    assert ended.returncode == 1 and "Building" not in ended.stderr
    assert "loyalty can't be reached" in ended.stderr
    assert f"port {second.port_base + 1} is in use by pid {busy.pid} (" in ended.stderr


def test_ports_and_what_was_written_by_hand_stay(second):
    file = second.data / "mesh.json"
    found = json.loads(file.read_text())
    found["services"]["loyalty"][0]["note"] = "ru\u010dno"
    found["services"]["courier"] = [{"endpoint": "tcp://10.0.0.9:7402", "publicKey": "x" * 40}]
    found["later"] = {"b": 1, "a": 2}
    written = "\ufeff" + json.dumps(found, indent=7, ensure_ascii=False)
    file.write_text(written)
    try:
        second.launch("--detach")
        assert file.read_text() == written
        second.stop()
        # A port base moves what is here, and nothing else.
        second.port_base = free_port_base()
        second.start()
        moved = json.loads(file.read_text())
        assert moved["services"].pop("courier") == found["services"]["courier"]
        assert moved["services"]["loyalty"][0].pop("note") == "ru\u010dno"
        assert moved["later"] == found["later"]
        assert [moved["services"][one][0]["endpoint"] for one in SERVICES] == [
            f"tcp://127.0.0.1:{second.port_base + number}" for number in range(len(SERVICES))]
    finally:
        second.stop()
        del found["services"]["courier"]
        file.write_text(json.dumps(found))


@pytest.mark.parametrize("text, complaint", [
    ("{", "can't be read"), ("[]", "no \"services\""), ("{\"services\": {\"loyalty\": []}}", "loyalty"),
    ("{\"services\": {\"loyalty\": {}, \"identity\": 5}}", "identity"), ("\xff\xfe", "can't be read")])
def test_a_map_that_says_nothing_is_named_and_left_as_it_is(second, text, complaint):
    file = second.data / "mesh.json"
    before = file.read_bytes()
    file.write_bytes(text.encode("latin-1"))
    try:
        ended = second.launch("--detach", check=False)
        assert ended.returncode == 1 and complaint in ended.stdout and str(file) in ended.stdout
        assert file.read_bytes() == text.encode("latin-1")
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize("file, named", [
    ("keys/operator.json", "operator.json can't be read"),
    ("identity/identity.sqlite", "identity bootstrap failed")])
def test_it_stops_at_the_first_error(second, file, named):
    file = second.data / file
    before = file.read_bytes()
    file.write_bytes(bytes(4096) if file.suffix == ".sqlite" else b"")
    try:
        ended = second.launch("--detach", check=False)
        assert ended.returncode == 1 and named in ended.stdout
        assert "Octopus is ready" not in ended.stdout and "Not ready" not in ended.stdout
        assert second.launch("--status", check=False).stdout.count("does not run") == len(SERVICES)
    finally:
        file.write_bytes(before)


# --- logs ------------------------------------------------------------------------------------

def test_logs_are_bounded_and_what_is_written_goes_on(second):
    second.start("--log-size", "1")
    logs = second.data / "logs"
    for number in range(7):
        with open(logs / "loyalty.log", "ab") as log:
            log.write(b"a line that fills\n" * 200_000)
        eventually(lambda: (logs / "loyalty.log").stat().st_size < 1 << 20)
    kept = sorted(one.name for one in logs.glob("loyalty.log*"))
    assert kept == ["loyalty.log", *(f"loyalty.log.{number}" for number in range(1, 5))]
    assert sum(one.stat().st_size for one in logs.glob("loyalty.log*")) < 5 * (1 << 20) + 4096
    os.kill(second.pid("loyalty"), signal.SIGHUP)
    eventually(lambda: "mesh map read again" in second.log("loyalty"))


@pytest.mark.parametrize("told", ["supervisor", "loyalty"])
def test_logs_are_opened_anew_at_sighup(second, told):
    second.start()
    logs = second.data / "logs"
    moved = ["launch", *SERVICES] if told == "supervisor" else ["loyalty"]
    for role in moved:
        (logs / f"{role}.log").rename(logs / f"{role}.old")
    before = (logs / "loyalty.old").read_text().count("read again")
    os.kill(second.pid(told), signal.SIGHUP)
    eventually(lambda: all((logs / f"{role}.log").exists() for role in moved))
    eventually(lambda: "mesh map read again" in second.log("loyalty"))
    second.kill("loyalty")
    eventually(lambda: "loyalty is started again" in second.log())
    assert (logs / "loyalty.old").read_text().count("read again") == before


@pytest.fixture
def full(second):
    """The folder of logs on a disk that is full."""
    if os.geteuid() or run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", second.data / "logs"],
                           capture_output=True).returncode:
        pytest.skip("mounting needs root")
    filler = second.data / "logs" / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    yield filler
    second.stop()
    run(["umount", second.data / "logs"], check=True)


def test_a_full_disk_under_the_logs_stops_no_service(second, full):
    second.start()
    assert second.is_ready()
    pid = second.pid("supervisor")
    second.kill("loyalty")
    os.kill(pid, signal.SIGHUP)
    assert second.is_ready() and second.pid("supervisor") == pid
    full.unlink()
    eventually(lambda: second.kill("loyalty") or "ready" in second.log("loyalty"), pause=0.5)


# --- rules on values -------------------------------------------------------------------------

def test_deaths_are_counted_within_a_window():
    from restarts import FAULTS, HEALTHY_SECONDS, LONGEST_PAUSE_SECONDS, WINDOW_SECONDS, Restarts
    # Kills from outside, and faults that are rare, never make it give up; the pause is bounded.
    kills, rare = Restarts(), Restarts()
    for number in range(100):
        assert kills.pause_after(number, -9, None) <= LONGEST_PAUSE_SECONDS
        assert rare.pause_after(number * WINDOW_SECONDS / (FAULTS - 1), 70, 1) is not None
    # One that was healthy in between begins anew, and is started again soon.
    healthy = Restarts()
    for number in range(100):
        assert healthy.pause_after(number * 60, -11, HEALTHY_SECONDS) < 1
    # A loop is a loop at any pace, whether it comes up or not.
    for pace, up in [(0.1, None), (100, None), (1, 0.5)]:
        loop = Restarts()
        pauses = [loop.pause_after(number * pace, 1, up) for number in range(FAULTS)]
        assert pauses[-1] is None and None not in pauses[:-1] and pauses[:-1] == sorted(pauses[:-1])


@pytest.mark.parametrize("endpoint, place", [
    ("tcp://127.0.0.1:7400", ("127.0.0.1", 7400)), ("tcp://[::1]:7400", ("::1", 7400)),
    ("tcp://*:7400", ("::", 7400)), ("tcp://host:x", None), ("ipc:///run/a", None), (None, None),
    ("tcp://host:\u0661", None), ("tcp://eth0;10.0.0.1:99", ("10.0.0.1", 99))])
def test_endpoints_are_read(endpoint, place):
    from ports import tcp_endpoint
    assert tcp_endpoint(endpoint) == place
