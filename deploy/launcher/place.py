"""A data folder: keys, mesh map, first tenant, logs, and who runs in it."""

import base64
import fcntl
import json
import os
import re
import secrets
import shlex
import signal
import subprocess

from ports import obstacle, tcp_endpoint
from processes import ended, start_time
from services import MAILING, PROGRAMS, SERVICES, SIP_GRANTS
from trust import (
    FOLDER, Refused, Untrusted, check, inspect, open_own, read_own, settled, user_name, write_own)

FIRST_PORT, SIP_PORT = 7400, 5060
SIP = "sip"
STOP_SECONDS = 30
KAMAILIO = "/usr/sbin/kamailio"
# A service's secrets lie beside its folder, so that a copy of the one doesn't take the other along.
OURS = {"keys", "logs", "mail", "mesh.json", "owner.json", "owner.password", "run", SIP, *SERVICES,
        *(f"{name}.secrets" for name in SERVICES)}
OF_FILE_SYSTEMS = {"lost+found"}


class PidFile:
    """Says which process has a role in a data folder.

    It is believed only if the same process still runs, and works in this very folder: a number may
    have been given to somebody else since, and a copied folder brings the numbers of another's."""

    def __init__(self, data, role):
        self.data, self.role = data, role
        self.path = os.path.join(data, "run", f"{role}.pid")

    def read(self):
        words = self._words()
        if len(words) < 2 or not re.fullmatch("[1-9][0-9]{0,9}", words[0]):
            return None
        if start_time(words[0]) != words[1]:
            return None
        try:
            is_ours = os.path.samefile(f"/proc/{words[0]}/cwd", self.data)
        except OSError:
            return None
        return int(words[0]) if is_ours else None

    def is_stopping(self):
        return self.read() is not None and self._words()[2:] == ["stopping"]

    def _words(self):
        try:
            return read_own(self.path).decode().split()
        except (OSError, UnicodeError, Refused):
            return []

    def write(self, pid, *more):
        write_own(self.path, " ".join(map(str, (pid, start_time(pid), *more))) + "\n")

    def forget(self):
        try:
            os.remove(self.path)
        except FileNotFoundError:
            pass

    def end(self, say, seconds=STOP_SECONDS):
        """Ends the process in order, or kills it after a while. Returns whether there was one."""
        descriptor = self.hold()
        if descriptor is None:
            return False
        try:
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
            if not ended(descriptor, seconds):
                say(f"{self.role} does not stop within {seconds} s; killing it")
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                ended(descriptor, seconds)
        except ProcessLookupError:
            pass  # it ended by itself
        finally:
            os.close(descriptor)
        return True

    def hold(self):
        """A descriptor of the process, which never comes to mean another; None if it is gone."""
        if (pid := self.read()) is None:
            return None
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return None
        if self.read() == pid:  # still the same, now that it is held
            return descriptor
        os.close(descriptor)
        return None


class Place:
    def __init__(self, data, programs, sip_port=None):
        self.data, self.programs, self.environment = data, programs, {}
        # None: no operator answers from a SIP client.
        self.sip_port = sip_port
        self.lock, self.settled = None, {}
        self.supervisor = PidFile(data, "supervisor")
        self.services = {name: PidFile(data, name) for name in (*SERVICES, SIP)}

    def path(self, *parts):
        return os.path.join(self.data, *parts)

    def log(self, role):
        return self.path("logs", f"{role}.log")

    def key_file(self, name):
        return self.path("keys", f"{name}.json")

    def given_up(self, name):
        """A file that is there when a service is not started any more; it says why."""
        return self.path("run", f"{name}.gave-up")

    def forget_given_up(self):
        for name in self.services:
            if os.path.exists(self.given_up(name)):
                os.remove(self.given_up(name))

    def program(self, name):
        return self.settled.get(name) or os.path.join(self.programs, name)

    def settle_programs(self, owners):
        """Finds where the programs really are, and that nobody but the owners can exchange them."""
        self.programs = settled(self.programs, owners, is_alone=True)
        self.settled = {name: settled(self.program(name), owners) for name in PROGRAMS}
        for path in self.settled.values():
            if not os.path.isfile(path):
                raise Refused(f"{path} is no program; build it, or correct --programs")

    def check_programs(self):
        for path in self.settled.values():
            if not os.access(path, os.R_OK | os.X_OK):
                raise Refused(f"{path} can't be run by {user_name(os.geteuid())}; "
                              f"chmod go+rx {shlex.quote(path)}")
        if self.sip_port and not os.access(KAMAILIO, os.X_OK):
            raise Refused(f"--sip needs {KAMAILIO}; as root: apt-get install kamailio "
                          "kamailio-extra-modules kamailio-tls-modules openssl")

    def words(self, name):
        """How a program that is kept running is started."""
        if name == SIP:
            ports = ((flag, f"127.0.0.1:{self.sip_port + number}")
                     for number, flag in enumerate(("--tcp", "--tls", "--frames")))
            return [self.program("octopus-sip"), *self.flags(SIP), *(word for pair in ports for word in pair)]
        return [self.program(name), *self.flags(name), *self.mail_flags(name)]

    def command(self, option):
        """How this folder is spoken of on the command line."""
        return f"deploy/launch {option} --data {shlex.quote(self.data)}"

    # --- the folder --------------------------------------------------------------------------

    def open(self, say):
        """Makes the folder, works in it, and takes it until the last that hold it have ended."""
        self.refuse_others_folder()
        os.makedirs(self.data, 0o700, exist_ok=True)
        self._enter()
        for name in "keys", "logs", "mail", "run":
            os.makedirs(name, 0o700, exist_ok=True)
        if not self.take_lock() and self.supervisor.is_stopping():
            say("The former launch is stopping; waiting for its end.")
            if (descriptor := self.supervisor.hold()) is not None:
                ended(descriptor, STOP_SECONDS + 10)
                os.close(descriptor)
        self.refuse_running()

    def refuse_running(self):
        if not self.take_lock():
            who = self.supervisor.read()
            raise Refused(
                f"already running in {self.data} ({f'pid {who}' if who else 'another launch'}); "
                f"{self.command('--stop')} ends it")

    def _enter(self):
        """Works in the folder from here on, once it is nobody else's, nor anything in it."""
        owners, opened = {0, os.geteuid()}, os.open(self.data, os.O_RDONLY | FOLDER)
        try:
            check(os.fstat(opened), self.data, {os.geteuid()}, opened, may_be_sticky=False)
            os.fchmod(opened, 0o700)
            inspect(opened, self.data, owners, OF_FILE_SYSTEMS)
            os.fchdir(opened)
        finally:
            os.close(opened)

    def take_lock(self):
        if self.lock is None:
            self.lock = open_own(self.path("run", "launch.lock"), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def let_go(self):
        """Leaves the folder to the next that takes it."""
        os.close(self.lock)
        self.lock = None

    def refuse_others_folder(self):
        """Keys and databases are not strewn among what else a folder holds."""
        if os.path.lexists(self.data) and not os.path.isdir(self.data):
            raise Refused(f"{self.data} is no folder")
        if not os.path.isdir(self.data) or os.path.exists(self.path("run", "launch.lock")):
            return
        others = set(os.listdir(self.data)) - OURS - OF_FILE_SYSTEMS
        if others and not os.path.exists(self.key_file("operator")):
            raise Refused(f"{self.data} has other things in it ({min(others)}); name a new folder, "
                          "or an empty one")

    def running(self):
        """The services that run, by name."""
        return {name: pid for name, file in self.services.items() if (pid := file.read())}

    # --- the map -----------------------------------------------------------------------------

    def map(self):
        """The mesh map as it stands; one without services if there is none."""
        file = self.path("mesh.json")
        if not os.path.lexists(file):
            return {"services": {}}
        found = self._read_json(file)
        if not isinstance(found, dict) or not isinstance(found.get("services"), dict):
            raise Refused(f"{file} has no \"services\"; correct it, or remove it to have it made anew")
        for name in SERVICES:
            entries = found["services"].get(name, [{}])
            if not (isinstance(entries, list) and entries and isinstance(entries[0], dict)):
                raise Refused(f"{file} does not say where {name} is: a list of shards, each with "
                              "\"endpoint\" and \"publicKey\"; correct it, or take the service out")
        return found

    @staticmethod
    def endpoint(found, name):
        """Where a map says that a service is; None if it does not say."""
        return found["services"].get(name, [{}])[0].get("endpoint")

    def planned(self, port_base):
        """The map that the services will have: what stands there, and what is missing.

        What was written by hand stays. Ports change only where a port base was asked for."""
        found = self.map()
        first = tcp_endpoint(self.endpoint(found, SERVICES[0]))
        base = port_base or (first[1] if first else FIRST_PORT)
        for number, name in enumerate(SERVICES):
            entry = found["services"].setdefault(name, [{}])[0]
            local = f"tcp://127.0.0.1:{base + number}"
            if "endpoint" not in entry:
                entry["endpoint"] = local
            elif port_base and str(entry["endpoint"]).startswith("tcp://127.0.0.1:"):
                entry["endpoint"] = local
        return found

    def check_ports(self, found):
        """Says before anything is built who is in the way."""
        running, seen, file = self.running(), {}, self.path("mesh.json")
        for name in SERVICES:
            place = tcp_endpoint(self.endpoint(found, name))
            if place is None:
                continue  # not TCP: nothing of the kind to look at
            if place in seen:
                raise Refused(f"{name} and {seen[place]} have the same port {place[1]} in {file}")
            seen[place] = name
            if why := obstacle(*place, friends=running.values()):
                raise Refused(f"{name} can't be reached at {self.endpoint(found, name)}: {why}; "
                              f"end that, correct {file}, or give --port-base N")
        self.check_sip(running)

    def check_sip(self, running):
        """Says who has a port of the bridge to SIP; a former one still may."""
        for port in range(self.sip_port, self.sip_port + 3) if self.sip_port else ():
            if SIP not in running and (why := obstacle("127.0.0.1", port)):
                raise Refused(f"SIP can't be answered: {why}; end that, or give --sip-port N")

    def write_map(self, found, made):
        """Writes the map if it says something new; it comes to know a key that was made anew."""
        file = self.path("mesh.json")
        for name in SERVICES:
            entry = found["services"][name][0]
            if name in made or "publicKey" not in entry:
                entry["publicKey"] = self.public_key(name)
        if os.path.exists(file) and self._read_json(file) == found:
            return
        write_own(file, json.dumps(found, indent=2, ensure_ascii=False) + "\n")

    # --- what is made once -------------------------------------------------------------------

    def make_keys(self):
        """Makes the keys that are missing; returns whose they are."""
        made = []
        for name in (*SERVICES, "operator", *([SIP] if self.sip_port else [])):
            if not os.path.exists(self.key_file(name)):
                self.call("octopus", "keys", "new", self.key_file(name))
                made.append(name)
        return made

    def public_key(self, name):
        found = self._read_json(self.key_file(name))
        if not isinstance(found, dict) or not isinstance(found.get("publicKey"), str):
            raise Refused(f"{self.key_file(name)} has no \"publicKey\"")
        return found["publicKey"]

    def flags(self, name):
        return ["--data-folder", self.path(name), "--mesh-map", self.path("mesh.json"),
                "--mesh-key-file", self.key_file(name)]

    def mail_flags(self, name):
        """Mails become files here, unless the environment says where they go."""
        says = {"OCTOPUS_MAIL_SMTP_URL", "OCTOPUS_MAIL_SPOOL"} & self.environment.keys()
        return [] if says or name not in MAILING else ["--mail-spool", self.path("mail")]

    def bootstrap(self):
        """The first tenant with its owner, and the operator's key.

        Both commands change nothing if what they make is there, so that a launch that was killed in
        the middle is simply run again."""
        password = self.path("owner.password")
        if not os.path.exists(password):
            text = base64.urlsafe_b64encode(secrets.token_bytes(18)).decode()
            write_own(password, text + "\n")
        os.makedirs(self.path("identity"), 0o700, exist_ok=True)
        owner = self.call(
            "identity", "bootstrap", *self.flags("identity"), "--tenant", "Octopus Mall",
            "--owner-name", "Mall Owner", "--owner-email", "owner@mall.example",
            "--password-file", password, "--time-zone", "Europe/Zagreb", "--currency", "EUR",
            "--locale", "en-GB")
        write_own(self.path("owner.json"), owner)
        self.call(
            "identity", "register-principal", *self.flags("identity"), "--name", "operator",
            "--grant", "*", "--public-key", self.public_key("operator"))
        if self.sip_port:
            self.call(
                "identity", "register-principal", *self.flags("identity"), "--name", SIP,
                "--grant", ",".join(SIP_GRANTS), "--public-key", self.public_key(SIP))

    # --- tools -------------------------------------------------------------------------------

    @staticmethod
    def _read_json(file):
        try:
            return json.loads(read_own(file).decode("utf-8-sig"))
        except Untrusted:
            raise
        except (OSError, ValueError, RecursionError) as error:
            raise Refused(f"{file} can't be read: {error}") from None

    def call(self, program, *arguments):
        """Runs one of our programs to its end; the first that fails ends the launch."""
        ran = subprocess.run([self.program(program), *arguments], stdout=subprocess.PIPE, text=True,
                             stdin=subprocess.DEVNULL, env=self.environment, start_new_session=True)
        if ran.returncode != 0:
            words = [word for word in arguments[:2] if not word.startswith("-")]
            raise Refused(f"{' '.join([program, *words])} failed (code {ran.returncode}); what it "
                          "said is above")
        return ran.stdout
