"""The processes: services and clients that die with the one who started them."""

import contextlib
import ctypes
import os
import random
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time

from recording import Session  # knows where the modules of Interop are

import programs
from programs import MAILING
from conftest import ROOT, System

BIN = ROOT / ".build" / os.environ.get("OCTOPUS_BUILD", "release")
PATIENCE = 60
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Whatever ends the parent, kill -9 too, ends the child, a stopped one too."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(command, log, **environment):
    return programs.start(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**os.environ, **environment}, preexec_fn=die_with_parent)


def quiet_port_base(count):
    """Neighbouring ports outside of the range from which the kernel gives ports to callers: a
    client that calls a dead service again and again would in the end be given the very port."""
    while True:
        base = random.SystemRandom().randint(10_000, 32_000 - count)
        try:
            with contextlib.ExitStack() as stack:
                for port in range(base, base + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return base
        except OSError:
            continue


class Unexpected(Exception):
    """Something happened that no fault of ours explains."""


class Service:
    """One service's process, restarted whenever it died as it should."""

    def __init__(self, house, name):
        self.house, self.name, self.process, self.armed = house, name, None, ""
        self.kills, self.deaths_at_places = 0, 0
        self.revive_at = self.wake_at = None

    def start(self, armed=""):
        data = self.house.data
        flags = ["--data-folder", data / self.name, "--mesh-map", data / "mesh.json",
                 "--mesh-key-file", data / "keys" / f"{self.name}.json"]
        if self.name in MAILING:
            flags += ["--mail-spool", self.house.mail]
        environment = {"OCTOPUS_FAULT": armed} if armed else {}
        with open(data / "logs" / f"{self.name}.log", "a") as log:
            self.process = spawn([BIN / self.name, *flags], log, **environment)
        self.armed, self.revive_at, self.wake_at = armed, None, None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.kills += 1
        elif self.revive_at is None:
            self.look()
        self.revive_at = self.wake_at = None

    def stop_for(self, seconds):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)
            self.wake_at = time.monotonic() + seconds

    def look(self):
        """Goes on with what was begun; what died at its fault point is started again."""
        now = time.monotonic()
        if self.wake_at and now >= self.wake_at:
            self.process.send_signal(signal.SIGCONT)
            self.wake_at = None
        if self.revive_at:
            if now >= self.revive_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            is_place = self.armed and not self.armed.startswith("events.")
            if code != -signal.SIGKILL or not is_place:
                raise Unexpected(f"{self.name} ended by itself with code {code}")
            self.kills += 1
            self.deaths_at_places += 1
            self.revive_at = now

    def end(self):
        """A clean stop."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        if code := self.process.wait(PATIENCE):
            raise Unexpected(f"{self.name} was told to stop and ended with code {code}")


class House(System):
    """An installation that deploy/launch prepared, run without its supervisor."""

    def __init__(self, data, names):
        super().__init__(data, "--programs", BIN)
        self.port_base = quiet_port_base(len(names))
        self.services = {name: Service(self, name) for name in names}
        self.clients = {}

    def prepare(self, turns):
        """Makes keys and databases; the first start of each service dies in a migration."""
        os.environ["OCTOPUS_FAULT"] = f"migration.middle:{turns['identity']}"
        try:
            ended = self.launch("--detach", "--port-base", str(self.port_base), check=False)
        finally:
            del os.environ["OCTOPUS_FAULT"]
        if ended.returncode == 0:
            raise Unexpected("identity's bootstrap did not die in its migration")
        self.services["identity"].kills += 1
        # Keys and the map are there. Nobody has read of the others yet: a log that is not the one that
        # was read stops who acts on it.
        for name in self.services.keys() - {"identity"}:
            service = self.services[name]
            service.start(f"migration.middle:{turns[name]}")
            if service.process.wait(PATIENCE) != -signal.SIGKILL:
                raise Unexpected(f"{name} did not die in its migration")
            service.kills += 1
        self.give_over()
        self.start()
        self.stop()
        self.take_over()

    def give_over(self):
        """Gives what was made here to the account that the launcher runs services as."""
        owner = self.data.stat()
        for folder, _, files in os.walk(self.data):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, owner.st_uid, owner.st_gid)

    def open_session(self, service, journal=None):
        return Session(
            self.data / "mesh.json", self.data / "keys" / "operator.json", service, journal)

    def start_client(self, name, command):
        with open(self.data / "logs" / f"{name}.log", "a") as log:
            self.clients[name] = spawn(command, log)

    def start_clients(self, world, seed):
        for number, name in enumerate(("python-1", "python-2", "swift")):
            program = [BIN / "chaos-client"] if name == "swift" else [
                sys.executable, ROOT / "Tests" / "Chaos" / "client.py"]
            # The Swift client shares a shop, and so its stock and its owner, with a Python one.
            self.start_client(name, [
                *program, "--world", world, "--shop", number % 2, "--seed", seed + 1000 * number,
                "--journal", self.data / "journals" / f"{name}.jsonl"])

    def clients_are_busy(self):
        """Whether each has written down some commands."""
        files = [self.data / "journals" / f"{name}.jsonl" for name in self.clients]
        return all(file.exists() and file.stat().st_size > 10_000 for file in files)

    def look(self):
        for service in self.services.values():
            service.look()
        for name, client in self.clients.items():
            if client.poll():
                raise Unexpected(f"the client {name} ended with code {client.returncode}")

    def wait(self, until):
        """Waits until then, or until a process ends or something that was begun is due."""
        dues = [due for service in self.services.values()
                for due in (service.revive_at, service.wake_at) if due]
        running = [process for process in (*self.clients.values(), *(
            service.process for service in self.services.values()))
            if process and process.poll() is None]
        with contextlib.ExitStack() as stack:
            poll = select.poll()
            for process in running:
                ended = os.pidfd_open(process.pid)
                stack.callback(os.close, ended)
                poll.register(ended, select.POLLIN)
            poll.poll(max(0, min([until, *dues]) - time.monotonic()) * 1000)

    def levels(self):
        """How far each follower is behind the head of its log, as the services tell."""
        health = {name: self.open_session(name).call("mesh.v1/Health") for name in self.services}
        return {(name, follower["name"]):
                health[follower["source"]]["log"]["head"] - follower["position"]
                for name, told in health.items() for follower in told["followers"]}

    def mails_wait(self):
        """Whether mails are still to be written to the spool folder."""
        for name in MAILING:
            file = self.data / name / f"{name}.sqlite"
            with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
                if database.execute("SELECT 1 FROM mails WHERE waits = 1 LIMIT 1").fetchone():
                    return True
        return False

    def advertising_waits(self):
        """Whether time makes something of a campaign soon, for most end in an hour; or the ledger has yet to
        hear of what was shown."""
        file = self.data / "advertising" / "advertising.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return database.execute(
                """SELECT 1 FROM campaigns WHERE due_at < ?
                UNION ALL SELECT 1 FROM impression_reservations WHERE unsettled > 0 LIMIT 1""",
                [(time.time() + PATIENCE) * 1000]).fetchone()

    def close(self):
        """Leaves no process behind."""
        for process in [*self.clients.values(),
                        *(service.process for service in self.services.values())]:
            if process and process.poll() is None:
                process.kill()
                process.wait()
