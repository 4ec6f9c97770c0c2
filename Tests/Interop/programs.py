"""How every Python test and checker here starts programs: with the system's signals, and a limit."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy"))

import processes  # noqa: E402
from services import MAILING, PROGRAMS, SERVICES  # noqa: E402, F401: the one list, for all who import this


def newest_build():
    """The release build, which people run, if there is one and it is not older than the other; or
    what `OCTOPUS_PROGRAMS` names, to measure an earlier state."""
    if chosen := os.environ.get("OCTOPUS_PROGRAMS"):
        return pathlib.Path(chosen)
    builds = [ROOT / ".build" / name for name in ("release", "debug")]
    whole = [build for build in builds if all((build / name).exists() for name in PROGRAMS)]
    return max(whole, default=builds[0],
               key=lambda build: max((build / name).stat().st_mtime for name in PROGRAMS))


BIN = newest_build()

LIMIT_SECONDS = 100

# A runner in the background, or `nohup`, has signals ignored, and a program inherits that.
processes.restore_signals()


class NotDone(AssertionError):
    """A program did not end within its time; it and all that it started are ended."""


def start(command, **options):
    """Starts a program; the test that does it waits for its end."""
    return subprocess.Popen([str(word) for word in command], **options)


def run(command, *, check=False, timeout=LIMIT_SECONDS, input=None, capture_output=False,
        **options):
    """Runs a program to its end, as `subprocess.run` does, and ends what it started if that is not
    within `timeout` seconds."""
    if capture_output:
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        options["stdin"] = subprocess.PIPE
    with start(command, **options) as process:
        try:
            out, err = process.communicate(input, timeout=timeout)
        except subprocess.TimeoutExpired as late:
            spared = processes.living(
                set(processes.descendants(processes.own_id()))
                - {process.pid, *processes.descendants(process.pid)})
            ended = processes.end_all(spared)
            said = "\n".join(text if isinstance(text, str) else text.decode(errors="replace")
                             for text in (late.stdout, late.stderr) if text)
            raise NotDone(f"not done within {timeout} s, and ended: " + "; ".join(ended)
                          + f"\nit had said:\n{said}") from None
        except BaseException:
            process.kill()
            raise
    result = subprocess.CompletedProcess(process.args, process.returncode, out, err)
    if check:
        result.check_returncode()
    return result
