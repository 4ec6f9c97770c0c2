"""An Octopus without a launcher: programs that are built already, wherever a test wants them."""

import contextlib
import json
import os
import secrets
import signal
import sqlite3
import time
import uuid

import programs
from conftest import System, free_port_base
from programs import BIN, MAILING, PROGRAMS, SERVICES


class Place(System):
    """Keys, map, first tenant; services that a test starts, stops and measures."""

    def __init__(self, data, endpoints=("tcp://127.0.0.1:{port}",) * len(SERVICES)):
        super().__init__(data)
        self.processes, self.hosts = {}, {}
        (self.data / "keys").mkdir()
        (self.data / "logs").mkdir()
        for name in (*SERVICES, "operator"):
            self.octopus("keys", "new", str(self.key_file(name)))
        ports = free_port_base()
        self.map = {"services": {
            name: [{"endpoint": endpoint.format(port=ports + number),
                    "publicKey": self.public(name)}]
            for number, (name, endpoint) in enumerate(zip(SERVICES, endpoints))}}
        (self.data / "mesh.json").write_text(json.dumps(self.map))
        self._bootstrap()

    def key_file(self, name):
        return self.data / "keys" / f"{name}.json"

    def public(self, name):
        return json.loads(self.key_file(name).read_text())["publicKey"]

    def endpoint(self, service):
        """Host and port."""
        host, port = self.map["services"][service][0]["endpoint"][6:].rsplit(":", 1)
        return host, int(port)

    def flags(self, service):
        return ["--data-folder", self.data / service, "--mesh-map", self.data / "mesh.json",
                "--mesh-key-file", self.key_file(service)]

    def _bootstrap(self):
        self.password = secrets.token_urlsafe(18)
        (self.data / "owner.password").write_text(self.password)
        (self.data / "owner.password").chmod(0o600)
        made = programs.run(
            [BIN / "identity", "bootstrap", *self.flags("identity"), "--tenant", "Mall",
             "--owner-name", "Mall Owner", "--owner-email", "owner@mall.example",
             "--password-file", self.data / "owner.password", "--time-zone", "Europe/Zagreb",
             "--currency", "EUR", "--locale", "en-GB"],
            check=True, capture_output=True, timeout=60)
        self.owner = json.loads(made.stdout)
        self.tenant = uuid.UUID(self.owner["tenantId"])
        programs.run(
            [BIN / "identity", "register-principal", *self.flags("identity"), "--name", "operator",
             "--grant", "*", "--public-key", self.public("operator")],
            check=True, capture_output=True, timeout=60)

    # --- processes ---------------------------------------------------------------------------

    def run(self, service, *flags, before=(), **environment):
        """Starts a service; `before` is put before its command, as `prlimit` is.

        Mails go into a folder, unless the flags say where, or that there is nowhere.
        """
        if service in MAILING and not any(str(flag).startswith("--mail-") for flag in flags):
            flags = (*flags, "--mail-spool", self.mail)
        with open(self.data / "logs" / f"{service}.log", "a") as log, self.on(service):
            self.processes[service] = programs.start(
                [*before, BIN / service, *self.flags(service), *flags], stdout=log, stderr=log,
                env={**os.environ, **environment})
        return self.processes[service]

    def start(self, *flags):
        for service in SERVICES:
            self.run(service, *flags)
        self.wait_ready()

    def start_stopped(self):
        """Starts what a test that failed had killed; what ended by itself stays as it is."""
        stopped = [service for service in SERVICES if service not in self.processes]
        for service in stopped:
            self.run(service)
        self.wait_ready(*stopped)

    def wait_ready(self, *services):
        for service in services or SERVICES:
            self.session(service).call("mesh.v1/Health", timeout=30)

    def pid(self, service):
        return self.processes[service].pid

    def log(self, service):
        return (self.data / "logs" / f"{service}.log").read_text()

    def stored_keys(self, service):
        """The idempotency keys whose answers it keeps, as its file says."""
        file = self.data / service / f"{service}.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return {uuid.UUID(bytes=key) for key, in database.execute("SELECT key FROM answers")}

    def stop(self, *services):
        ending = [self.processes.pop(service) for service in services or list(self.processes)]
        for process in ending:
            process.terminate()
        for process in ending:
            process.wait(30)

    def kill(self, service):
        process = self.processes.pop(service)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    # --- clients -----------------------------------------------------------------------------

    def on(self, role):
        """What is started within the block is on the host of a service, or of the client."""
        return self.hosts[role].here() if role in self.hosts else contextlib.nullcontext()

    def octopus(self, *arguments, check=True, timeout=60, **environment):
        with self.on("client"):
            return programs.run(
                [BIN / "octopus", *arguments], check=check, capture_output=True, text=True,
                timeout=timeout, env=self.environment(**environment))

    def environment(self, **more):
        return {**os.environ, "OCTOPUS_DATA": str(self.data), **more,
                "XDG_CONFIG_HOME": str(self.data / "home")}

    def session(self, service, key="operator", client=None):
        """The README's client as it stands there; see `System.session` for a checked one."""
        return (client or self.client).Octopus(
            self.data / "mesh.json", self.key_file(key), service)

    def new_key(self, name, *grants):
        """Makes a program's key; registers it if it is granted anything."""
        self.octopus("keys", "new", str(self.key_file(name)))
        if grants:
            self.grant(name, *grants)

    def grant(self, name, *grants):
        self.octopus("keys", "grant", name, "--public-key", self.public(name),
                     *(text for grant in grants for text in ("--grant", grant)))


def eventually(found, seconds=30, pause=0.02):
    """What `found` returns once it is true; an assertion fails when the time is up."""
    end = time.monotonic() + seconds
    while True:
        if result := found():
            return result
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(pause)
