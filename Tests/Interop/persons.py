"""`octopus` as several people use it, each in a home of their own."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import pty
import re
import struct
import subprocess
import time
import unicodedata
import uuid

import programs
import spool
from conftest import BIN

OK, REFUSED, USAGE, UNREACHABLE, DENIED, FAULT = range(6)
PASSWORD, OTHER = "seven wet umbrellas sing", "nine red kettles whistle"


class Person:
    """Somebody with a home, whose log-in `octopus` keeps there."""

    def __init__(self, system, home, email=None):
        self.system, self.home, self.email = system, home, email
        self.environment = {"HOME": str(home), "OCTOPUS_DATA": str(system.data)}

    def __call__(self, *words, code=OK, input=None, **options):
        """A command without a terminal."""
        options = {"stdin": subprocess.DEVNULL} | options if input is None else options
        ended = programs.run(
            [BIN / "octopus", *words], capture_output=True, text=True, timeout=60, input=input,
            env=self.environment, start_new_session=True, **options)
        assert ended.returncode == code, (words, ended.returncode, ended.stdout, ended.stderr)
        return ended

    def json(self, *words, **options):
        return json.loads(self(*words, "--json", **options).stdout)

    def log_in(self, password=PASSWORD, **options):
        return self("login", self.email, "--tenant", str(self.system.tenant), "--password-file",
                    "-", input=f"{password}\n", **options)

    def at_terminal(self, *words):
        return Terminal(words, self.environment)

    def secret(self, address, page, patience=20):
        """The secret of the newest link of a page that was mailed."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            for _, text in reversed(spool.mails(self.system.mail, address)):
                if found := re.search(rf"\S+/{page}#[\w-]+", text):
                    return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no mail for {page} came to {address}")


class Owner(Person):
    """The tenant's owner, or a shop's, logged in, with a role to give."""

    def __init__(self, system, home, shop=None):
        super().__init__(system, home, shop.email if shop else system.owner["email"])
        self.password = shop.password if shop else system.password
        self.log_in(self.password)
        self.role = self.json("roles", "add", f"Cashier {uuid.uuid4().hex[:8]}",
                              "--level", "users=view")

    def invite(self, name="Ana Horvat"):
        email = f"ana{uuid.uuid4().hex[:10]}@mall.example"
        return self.json("users", "add", email, "--name", name, "--role", self.role["name"])

    def hire(self, home, name="Ana Horvat", password=PASSWORD):
        """A colleague who accepted and is logged in."""
        user = self.invite(name)
        person = Person(self.system, home, user["email"])
        (home / "link").write_text(person.secret(user["email"], "invitation"))
        person("open-link", "--tenant", str(self.system.tenant), "--link-file", str(home / "link"),
               "--new-password-file", "-", input=f"{password}\n")
        person.log_in(password)
        person.id = user["id"]
        return person


class Terminal:
    """A command at a terminal of its own."""

    def __init__(self, words, environment):
        self.id, self.terminal = pty.fork()
        if self.id == 0:
            os.execve(BIN / "octopus", ["octopus", *map(str, words)], environment)
        self.shown = ""

    def answer(self, question, text):
        """Waits for a question, and types a line."""
        while question not in self.shown:
            self.shown += os.read(self.terminal, 1000).decode()
        self.shown = self.shown.replace(question, "", 1)
        os.write(self.terminal, f"{text}\n".encode())

    def end(self, code=OK):
        """All that it still shows."""
        with contextlib.suppress(OSError):
            while piece := os.read(self.terminal, 1000):
                self.shown += piece.decode()
        os.close(self.terminal)
        ended = os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])
        assert ended == code, (ended, self.shown)
        return self.shown


def code(secret, at=None):
    """A one-time code as RFC 6238 says, made apart from the service."""
    step = int((time.time() if at is None else at) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[19] & 15
    number = struct.unpack(">I", digest[start:start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10 ** 6:06}"


def width(text):
    """The cells that a text takes, by Python's own tables."""
    return sum(0 if unicodedata.category(letter) in ("Mn", "Me", "Cf")
               else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def columns(table):
    """Where each row of a table has the columns of its titles; asserts that they stand in line."""
    lines = table.splitlines()
    starts = [found.start() for found in re.finditer(r"(?<=  )\S|^\S", lines[0])]
    rows = []
    for line in lines[1:]:
        cells, cell, at = [], "", 0
        for letter in line:
            if at in starts and at > 0:
                assert cell.endswith("  ") or not cell.strip(), f"{line!r} is out of line at {at}"
                cells.append(cell.strip())
                cell = ""
            cell, at = cell + letter, at + width(letter)
        rows.append(cells + [cell.strip()])
    return rows
