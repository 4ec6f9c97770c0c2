"""A test or a step that hangs is ended, named, and leaves nothing behind."""

import ast
import os
import pathlib
import signal
import subprocess
import sys

import pytest

from conftest import ROOT
from place import eventually
from programs import NotDone, run, start

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = ROOT / "deploy" / "limit"


def marked(tmp_path):
    """A program that leaves its children behind, one in a session of its own and one that is deaf,
    and a way to find them."""
    mark = f"{os.getpid()}{tmp_path.name[-6:]}"
    script = tmp_path / "hangs.sh"
    script.write_text(
        "trap '' TERM INT HUP\n"
        f"setsid sh -c ': {mark}; sleep 301' </dev/null >/dev/null 2>&1 &\n"
        f"sh -c 'trap \"\" TERM; : {mark}; sleep 302'\n: {mark}\n")
    return ["bash", script], lambda: [
        path.parent for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
        if mark in text_of(path) and "bash" not in text_of(path)]


def text_of(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


# --- pytest ----------------------------------------------------------------------------------

def pytest_on(folder, source, *options, **environment):
    (folder / "test_it.py").write_text(source)
    return run(
        [sys.executable, "-m", "pytest", "-p", "limits", "-q", *options, folder / "test_it.py"],
        capture_output=True, text=True, cwd=folder, timeout=60,
        env={**os.environ, "PYTHONPATH": str(HERE), "OCTOPUS_TEST_LIMIT": "2", **environment})


HANGING = """
import subprocess, pytest, threading, contextlib

@pytest.fixture(scope="module")
def kept():
    with subprocess.Popen(["sleep", "303"]) as kept:
        yield kept
        assert kept.poll() is None  # what a fixture started is its own
        kept.kill()

def test_hangs(kept):
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE)
    HANG

def test_after_it(kept):
    assert kept.poll() is None
"""


@pytest.mark.parametrize("hang", [
    "process.wait()", "process.stdout.read()", "threading.Event().wait()",
    "import time; time.sleep(300)",
    "\n    while True:\n        with contextlib.suppress(Exception): process.wait()"])
def test_a_hanging_test_is_named_and_ended_and_the_next_one_runs(tmp_path, hang):
    command, children = marked(tmp_path)
    ended = pytest_on(tmp_path, HANGING.replace("COMMAND", str([str(one) for one in command])).replace(
        "HANG", hang))
    assert ended.returncode == 1 and "1 failed, 1 passed" in ended.stdout, ended.stdout
    assert "test_hangs (call) is not done within 2 s" in ended.stdout
    assert "sleep 301" in ended.stdout and "sleep 302" in ended.stdout
    assert children() == []


def test_a_hanging_fixture_is_named_and_ended(tmp_path):
    source = ("import pytest, time\n@pytest.fixture\ndef slow():\n    SETUP\n    yield\n    TEARDOWN\n"
              "def test_uses(slow): pass\n")
    for phase in ("setup", "teardown"):
        ended = pytest_on(tmp_path, source.replace(phase.upper(), "time.sleep(300)").replace(
            "SETUP", "pass").replace("TEARDOWN", "pass"))
        assert ended.returncode == 1 and f"test_uses ({phase}) is not done within 2 s" in ended.stdout


def test_a_test_that_nothing_can_end_is_named_and_everything_is_ended(tmp_path):
    command, children = marked(tmp_path)
    source = f"""
import signal, subprocess
def test_deaf():
    subprocess.Popen({[str(one) for one in command]})
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    signal.sigwait([signal.SIGUSR1])
"""
    ended = pytest_on(tmp_path, source, OCTOPUS_TEST_GRACE="1")
    assert ended.returncode == 70 and "test_deaf (call) can't be ended" in ended.stderr
    assert "sigwait" in ended.stderr or "in test_deaf" in ended.stderr
    assert children() == []


def test_what_a_test_leaves_behind_is_named_and_ended(tmp_path):
    ended = pytest_on(tmp_path, "import subprocess\n"
                      "def test_it(): subprocess.Popen(['setsid', 'sleep', '304'])\n")
    assert "left behind" in ended.stderr and "sleep 304" in ended.stderr


def test_a_test_has_the_limit_that_it_asks_for(tmp_path):
    source = ("import pytest, time\n@pytest.fixture\ndef slow(): time.sleep(3)\n"
              "@pytest.mark.limit(1, setup=30)\ndef test_it(slow): time.sleep(300)\n")
    assert "test_it (call) is not done within 1 s" in pytest_on(tmp_path, source).stdout


# --- what programs are started with ----------------------------------------------------------

def test_a_program_has_the_systems_signals_whatever_its_runner_ignored():
    tell = "import signal; print([s.name for s in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, "\
           "signal.SIGTERM) if signal.getsignal(s) == signal.SIG_IGN], "\
           "open('/proc/self/status').read().split('SigBlk:')[1].split()[0])"
    inner = (f"import sys; sys.path.insert(0, {str(HERE)!r}); from programs import run; "
             f"run([sys.executable, '-c', {tell!r}])")
    command = ["env", "--ignore-signal=INT", "--ignore-signal=HUP", "--ignore-signal=QUIT",
               "--ignore-signal=TERM", "--block-signal=USR1"]
    for way in ([*command, sys.executable, "-c", inner],
                [*command, LIMIT, "20", "a step", "--", sys.executable, "-c", tell]):
        assert run(way, capture_output=True, text=True).stdout.strip() == "[] 0000000000000000"


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    command, children = marked(tmp_path)
    with pytest.raises(NotDone, match="not done within 0.5 s.*sleep 301"):
        run(["bash", "-c", f"echo said this; exec bash {command[1]}"], timeout=0.5,
            capture_output=True)
    assert children() == []


def test_programs_are_started_through_the_helper_alone():
    """It restores signals and sets limits; a checker or a measure that is run by hand needs both."""
    found = []
    for path in sorted(ROOT.glob("Tests/*/**/*.py")):
        if path.name in ("programs.py", "test_limits.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in ("subprocess", "os") \
                    and node.attr in ("run", "Popen", "call", "check_call", "check_output", "system",
                                      "fork", "posix_spawn", "popen"):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}")
    assert found == []


# --- steps -----------------------------------------------------------------------------------

def test_a_step_that_hangs_is_named_and_ended(tmp_path):
    command, children = marked(tmp_path)
    ended = run([LIMIT, "1", "the hanging step", "--", *command], capture_output=True, text=True)
    assert ended.returncode == 124 and "the hanging step is not done within 1 s" in ended.stderr
    assert "sleep 301" in ended.stderr and "sleep 302" in ended.stderr
    assert children() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_step_that_is_told_to_stop_leaves_nothing_behind(tmp_path, number):
    command, children = marked(tmp_path)
    with start([LIMIT, "60", "a step", "--", *command]) as step:
        eventually(lambda: len(children()) == 2)
        step.send_signal(number)
        assert step.wait(40) == 128 + number
    assert children() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_step_ends_when_the_script_that_runs_it_ends(tmp_path, number):
    command, children = marked(tmp_path)
    line = f"'{LIMIT}' 60 'a step' -- bash '{command[1]}'; true"
    with start(["bash", "-c", line]) as runner:
        eventually(lambda: len(children()) == 2)
        runner.send_signal(number)
        runner.wait(10)
    eventually(lambda: children() == [], 30)


@pytest.mark.parametrize("script, code, said", [
    ("exit 0", 0, "passed after"), ("exit 7", 7, "failed with code 7"),
    ("kill -9 $$", 137, "failed with code -9"), ("setsid sleep 305 &", 0, "left behind by a step")])
def test_a_step_ends_with_its_commands_code(script, code, said):
    ended = run([LIMIT, "20", "a step", "--", "bash", "-c", script], capture_output=True, text=True)
    assert ended.returncode == code and said in ended.stderr


SWIFT_TEST = """
echo '◇ Test run started.'
echo '◇ Suite StoreTests started.'
echo '◇ Test `ends in time`() started.'
echo '◇ Test `hangs for ever, whatever comes`() started.'
echo '◇ Test case passing 1 argument x → 1 to `hangs for ever, whatever comes`(_:) started.'
echo '✔ Test `ends in time`() passed after 0.001 seconds.'
"""


def test_a_hanging_swift_test_is_named_and_ended(tmp_path):
    command, children = marked(tmp_path)
    (tmp_path / "swift").write_text(SWIFT_TEST + command[1].read_text())
    ended = run([LIMIT, "60", "StoreTests", "--tests", "1", "--", "bash", tmp_path / "swift"],
                capture_output=True, text=True)
    assert ended.returncode == 124 and children() == []
    (said,) = [line for line in ended.stderr.splitlines() if line.startswith("error:")]
    assert "StoreTests has tests that are not done within 1 s: " \
           "`hangs for ever, whatever comes`()" in said and "ends in time" not in said
    assert "ends in time" in ended.stdout  # passed on as it came


def test_a_swift_run_without_a_test_has_failed():
    ended = run([LIMIT, "60", "StoreTests", "--tests", "1", "--", "echo", "Test run with 0 tests"],
                capture_output=True, text=True)
    assert ended.returncode == 1 and "StoreTests ran no test" in ended.stderr


# --- deploy/test -----------------------------------------------------------------------------

def test_every_step_of_deploy_test_has_a_limit():
    """A step that is added gets one, or the command refuses to begin."""
    text = (ROOT / "deploy" / "test").read_text()
    steps = [line.split("(")[0].removeprefix("step_") for line in text.splitlines()
             if line.startswith("step_")]
    said = run([ROOT / "deploy" / "test", "--limits"], capture_output=True, text=True, check=True)
    limits = dict(line.split() for line in said.stdout.splitlines())
    assert set(limits) == {*steps, "prepare"} and all(int(one) > 0 for one in limits.values())
