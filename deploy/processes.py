"""Processes that are known by more than their number; signals and ends of what a program starts."""

import contextlib
import ctypes
import glob
import os
import select
import signal
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def start_time(pid):
    """The kernel's start time, which with the pid names a process for good; None if it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]  # a zombie has only not been collected yet


def own_id():
    return os.getpid()


def parent(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def command_line(pid):
    """What a process was started with, for people."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().decode(errors="replace").split("\0")
    except OSError:
        return "?"
    return " ".join(words).strip()[:160] or "?"


def waits_in(pid):
    """The kernel's function in which a process waits; empty if it does not, or we may not see."""
    try:
        with open(f"/proc/{pid}/wchan") as file:
            return file.read().strip("0\n")
    except OSError:
        return ""


def descendants(pid):
    """All processes that a process started, and theirs; ended ones that nobody collected too."""
    children = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                number, _, rest = file.read().partition(" ")
        except OSError:
            continue
        children.setdefault(int(rest.rpartition(")")[2].split()[1]), []).append(int(number))
    found, pending = [], [pid]
    while pending:
        own = children.get(pending.pop(), [])
        pending += own
        found += own
    return found


def ended(descriptor, seconds):
    """Waits for the end of a process that a pidfd stands for; returns whether it came."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(0, seconds) * 1000))


# --- signals ---------------------------------------------------------------------------------


def restore_signals():
    """Lets what is started from here on have the system's signals, whatever program started us.

    A shell has a job in the background ignore SIGINT, `nohup` has it ignore SIGHUP, and a program
    inherits what is ignored or blocked. Here such a signal still does nothing; a handler, unlike
    SIG_IGN, is not inherited. Python's own SIGPIPE is restored by `subprocess`."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in signal.valid_signals():
        if signal.getsignal(number) == signal.SIG_IGN and number not in (
                signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, lambda *_: None)


# --- leaving nothing behind ------------------------------------------------------------------


def keep_orphans():
    """Makes this process the parent of those whose own parent ends, so that they are found."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent(number):
    """Has this process told when the one that started it ends, in whatever way."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def living(pids):
    """Those that run, with their start times."""
    return {pid: started for pid in pids if (started := start_time(pid))}


def end_all(spared=None, gentle_seconds=0, most_seconds=60):
    """Ends all that this process started, and theirs, but for those in `spared` (pid: start time).

    Returns their command lines. Those that are stopped are ended too; the children of one that forks
    meanwhile are found in the next round."""
    spared, named, orphans = spared or {}, {}, set()
    begun = time.monotonic()
    while time.monotonic() - begun < most_seconds:
        rest = {pid: started for pid, started in living(descendants(os.getpid())).items()
                if spared.get(pid) != started}
        if not rest:
            break
        for pid, started in rest.items():
            if (pid, started) not in named:
                named[pid, started] = command_line(pid)
                orphans |= {pid} if parent(pid) != os.getpid() else set()
        is_gentle = time.monotonic() - begun < gentle_seconds
        _signal(rest, signal.SIGTERM if is_gentle else signal.SIGKILL)
        _wait(rest, gentle_seconds if is_gentle else 5)
    for pid in orphans:  # came to us by their parents' end; our own children are waited for elsewhere
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return [f"pid {pid}: {line}" for (pid, _), line in named.items()]


def _signal(pids, number):
    for pid, descriptor in _held(pids):
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, number)
        os.close(descriptor)


def _wait(pids, seconds):
    limit = time.monotonic() + seconds
    for _, descriptor in list(_held(pids)):
        ended(descriptor, limit - time.monotonic())
        os.close(descriptor)


def _held(pids):
    """A descriptor of each process that still is the one that was seen."""
    for pid, started in pids.items():
        with contextlib.suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            if start_time(pid) == started:
                yield pid, descriptor
            else:
                os.close(descriptor)
