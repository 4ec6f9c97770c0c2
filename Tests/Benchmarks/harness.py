"""What a measure is written with: its bars, what it found, and the programs it runs."""

import contextlib
import dataclasses
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests" / "Interop"))

import programs  # noqa: E402

BUILT = ROOT / ".build" / "bench"
BUILD_SECONDS = 3600


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bound on a result's median."""

    bound: float
    is_least: bool

    def is_met(self, value):
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self):
        return f"{'at least' if self.is_least else 'at most'} {self.bound:g}"


def at_least(bound):
    return Bar(bound, True)


def at_most(bound):
    return Bar(bound, False)


@dataclasses.dataclass(frozen=True)
class Value:
    """A figure of our own, which has no competitor."""

    value: float
    unit: str

    def __str__(self):
        return f"{self.value:,.2f} {self.unit}"


@dataclasses.dataclass(frozen=True)
class Ratio:
    """Our figure against another's, taken one right after the other."""

    ours: float
    theirs: float
    of: str
    unit = ""

    @property
    def value(self):
        return self.ours / self.theirs

    def __str__(self):
        return f"{self.value:.3f} ({self.ours:,.1f} against {self.theirs:,.1f} {self.of})"


class Broken(Exception):
    """A measure that can't be taken; the text says why."""


def processor_ticks():
    """What the processors did, and what the host gave to other machines meanwhile (proc_stat(5))."""
    names = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"]
    words = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    ticks = dict(zip(names, map(int, words)))
    stolen = ticks["steal"]
    return sum(ticks.values()) - ticks["idle"] - ticks["iowait"] - stolen, stolen


class Bench:
    """What a measure is given: its time, a folder of its own, builds and programs."""

    def __init__(self, seconds, folder, before=None):
        self.seconds = seconds
        self._before = before
        self._busy = self._stolen = 0
        # Goes with the measure; `fresh` makes folders in it for single runs.
        self.folder = pathlib.Path(folder)
        self._count = 0

    def fresh(self):
        """A new, empty folder."""
        self._count += 1
        folder = self.folder / str(self._count)
        folder.mkdir()
        return folder

    def note(self, text):
        """Says something beside the figures that are kept."""
        print(f"    {text}", flush=True)

    def stolen(self):
        """The share that the host kept of what was asked of the processors, since the last time."""
        asked = self._busy + self._stolen
        share = self._stolen / asked if asked else 0
        self._busy = self._stolen = 0
        return share

    # Builds.

    def build(self, product):
        """A release build of a product of the root package; answers its path."""
        return swift_build(product, ROOT, ROOT / ".build")

    def build_installation(self):
        """All programs of an installation, unless `OCTOPUS_PROGRAMS` names those to measure."""
        if "OCTOPUS_PROGRAMS" not in os.environ:
            built = [self.build(product) for product in programs.PROGRAMS]
            os.environ["OCTOPUS_PROGRAMS"] = str(built[0].parent)

    def build_before(self, product):
        """The same of the commit that `--before` names, in a clone and a scratch path of its own."""
        if self._before is None:
            raise Broken("say which commit stands for the state before: --before COMMIT")
        return built_before(product, self._before)

    def build_package(self, folder, product):
        """The same of a package below Tests/Benchmarks."""
        package = ROOT / "Tests" / "Benchmarks" / folder
        return swift_build(product, package, ROOT / ".build" / folder.lower())

    def build_c(self, name, *libraries, options=()):
        """Compiles C/NAME.c; answers the program's path."""
        return c_build(name, *libraries, options=options)

    # Programs.

    def run(self, *command, timeout=600, **options):
        """Runs a program to its end; answers its last line, which is JSON."""
        words = [str(word) for word in command]
        with self.watched():
            done = programs.run(
                words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, **options
            )
        lines = done.stdout.decode().splitlines()
        if done.returncode or not lines:
            said = done.stderr.decode(errors="replace")[-2000:]
            raise Broken(f"{words[0]} ended with {done.returncode}: {said}")
        try:
            return json.loads(lines[-1])
        except json.JSONDecodeError as fault:
            raise Broken(f"{words[0]} printed no figures: {lines[-1]}") from fault

    @contextlib.contextmanager
    def watched(self):
        """What the host takes meanwhile counts in `stolen`."""
        busy, stolen = processor_ticks()
        yield
        busy_then, stolen_then = processor_ticks()
        self._busy += busy_then - busy
        self._stolen += stolen_then - stolen

    @contextlib.contextmanager
    def server(self, *command, **options):
        """A program that runs meanwhile; gives the words after `ready` on its first line."""
        words = [str(word) for word in command]
        log = self.folder / "server.log"
        with log.open("wb") as errors:
            process = programs.start(words, stdout=subprocess.PIPE, stderr=errors, **options)
        try:
            said = process.stdout.readline().decode().split()
            if said[:1] != ["ready"]:
                raise Broken(f"{words[0]} did not start: {log.read_text()[-2000:]}")
            yield said[1:]
            if process.poll() is not None:
                raise Broken(f"{words[0]} ended by itself: {log.read_text()[-2000:]}")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def need(program):
    """Says which program is missing."""
    if shutil.which(program) is None:
        raise Broken(f"{program} is missing: apt-get install {program}")


# Once in a run, however many measures ask for it.


@functools.cache
def swift_build(product, package, scratch):
    build = ["swift", "build", "-c", "release", "--package-path", package]
    command(*build, "--scratch-path", scratch, "--product", product)
    return scratch / "release" / product


@functools.cache
def built_before(product, commit):
    sha = command("git", "-C", ROOT, "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    clone, scratch = BUILT / sha / "source", BUILT / sha / "build"
    program = scratch / "release" / product
    if not program.exists():
        shutil.rmtree(clone, ignore_errors=True)
        command("git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, clone)
        command("git", "-C", clone, "checkout", "--quiet", sha)
        swift_build(product, clone, scratch)
    return program


@functools.cache
def c_build(name, *libraries, options=()):
    BUILT.mkdir(parents=True, exist_ok=True)
    program = BUILT / name
    source = ROOT / "Tests" / "Benchmarks" / "C" / f"{name}.c"
    links = [f"-l{library}" for library in libraries]
    warnings = ["-Wall", "-Wextra", "-Werror"]
    command("cc", "-O2", *warnings, *options, "-o", program, source, *links)
    return program


def command(*words):
    done = programs.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=BUILD_SECONDS
    )
    if done.returncode:
        raise Broken(f"{words[0]} failed:\n{done.stdout.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")
