"""A limit of time for every test, as a plugin of pytest.

A test that is not done in time fails with where it waited and for which processes; what it started is
ended, what a fixture started stays. `@pytest.mark.limit(300, setup=600)` sets other seconds."""

import contextlib
import faulthandler
import os
import signal
import sys
import threading
import traceback

import pytest

import programs  # noqa: F401: restores the signals
import processes

LIMIT_SECONDS = float(os.environ.get("OCTOPUS_TEST_LIMIT", 120))
LONGER = 10 if os.environ.get("OCTOPUS_LONG") else 1
# How long a test has to end after it was told, and then everything is ended.
GRACE_SECONDS = float(os.environ.get("OCTOPUS_TEST_GRACE", 30))


def pytest_configure(config):
    config.addinivalue_line("markers", "limit(seconds, setup=seconds): how long a test may take")
    config.addinivalue_line("markers", "alone: has a deadline, so no other test may run beside it")
    processes.keep_orphans()


def limit_of(item, phase):
    marker = item.get_closest_marker("limit")
    if marker is None:
        return LIMIT_SECONDS * LONGER
    seconds = marker.args[0] if marker.args else LIMIT_SECONDS
    return (marker.kwargs.get("setup", seconds) if phase == "setup" else seconds) * LONGER


@contextlib.contextmanager
def limited(item, phase):
    """Ends the block when its time is up."""
    seconds, name = limit_of(item, phase), f"{item.nodeid} ({phase})"
    before = processes.living(processes.descendants(os.getpid()))

    def late(number, frame):
        waits = "".join(traceback.format_stack(frame)[-3:])
        ended = processes.end_all(before)
        pytest.fail(f"{name} is not done within {seconds:g} s. It waited here:\n{waits}"
                    + ("and for these, which were ended:\n" + "\n".join(ended) if ended else ""))

    def too_late():
        if capture := item.config.pluginmanager.getplugin("capturemanager"):
            capture.suspend_global_capture()
        stderr = sys.__stderr__
        print(f"\n{name} can't be ended after {seconds:g} s; so everything is.", file=stderr)
        faulthandler.dump_traceback(stderr)
        print("\n".join(processes.end_all()), file=stderr, flush=True)
        os._exit(70)

    last = threading.Timer(seconds + GRACE_SECONDS, too_late)
    last.daemon = True
    last.start()
    former = signal.signal(signal.SIGALRM, late)
    # Again and again, for a test may catch what it is told.
    signal.setitimer(signal.ITIMER_REAL, seconds, GRACE_SECONDS / 6)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
        last.cancel()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    with limited(item, "setup"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with limited(item, "call"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    with limited(item, "teardown"):
        return (yield)


@pytest.hookimpl(trylast=True)  # when the workers of pytest-xdist have ended
def pytest_sessionfinish(session):
    """Says what tests left behind, and ends it."""
    for line in processes.end_all(gentle_seconds=5):
        print(f"\nleft behind, and ended: {line}", file=sys.__stderr__)
