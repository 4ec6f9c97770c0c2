"""`octopus` and what it keeps of a log-in: asked for only when needed, never lost, never shown."""

import contextlib
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import termios
import time

import pytest

import programs
from conftest import BIN, ROOT

OK, REFUSED, USAGE, UNREACHABLE, DENIED, FAULT = range(6)
NOBODY = 65534


def run(system, *arguments, code=OK, home=None, profile=None, **options):
    """`octopus` with nothing in its environment but what is given."""
    environment = {"OCTOPUS_DATA": str(system.data), **({"HOME": str(home)} if home else {}),
                   **({"XDG_CONFIG_HOME": str(profile)} if profile else {})}
    ended = programs.run([BIN / "octopus", *arguments], capture_output=True, text=True, timeout=60,
                           env=environment, **options)
    assert ended.returncode == code, (ended.returncode, ended.stdout, ended.stderr)
    return ended


def log_in(system, code=OK, **where):
    return run(system, "login", system.owner["email"], "--tenant", str(system.tenant),
               "--password-file", str(system.data / "owner.password"), code=code, **where)


NOTHING_KEPT = [
    ["health"], ["stats"], ["list"], ["describe", "loyalty.v1/AwardPoints"], ["contract"],
    ["call", "identity.v1/GetSigningKeys"], ["events", "identity", "--tail", "1"],
    ["call", "mesh.v1/Health", "--service", "loyalty"], ["qr", "A"]]


@pytest.mark.parametrize("home", [None, "", "relative", "/dev/null", "/proc", "/nowhere/at/all"])
@pytest.mark.parametrize("line", NOTHING_KEPT, ids=" ".join)
def test_no_home_is_needed_where_nothing_is_kept(system, line, home):
    run(system, *line, home=home)


def test_a_command_that_is_done_without_a_home(system):
    """Its position can't be kept, which costs a wait at most."""
    for home in (None, "/dev/null", "/proc"):
        run(system, "call", "identity.v1/RegisterEndUser",
            json.dumps({"email": f"{os.urandom(8).hex()}@example.org"}), "--route",
            str(system.tenant), home=home)


def test_identity_knows_the_machine_again_after_a_log_out(system, tmp_path):
    def devices():
        kept = tmp_path / ".config" / "octopus" / "default.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        return [one["secret"] for one in json.loads(kept.read_text())["devices"]]

    log_in(system, home=tmp_path)
    (first,) = devices()
    run(system, "logout", home=tmp_path)
    log_in(system, home=tmp_path)
    # It was told, and is the same: a new one would have come with the answer.
    assert devices() == [first]


@pytest.mark.parametrize("home", [None, "/dev/null", "/proc"])
def test_a_log_in_that_can_not_be_kept_is_refused_before_a_password_is_spent(system, home):
    before = sessions(system)
    said = log_in(system, code=USAGE, home=home).stderr
    assert "HOME" in said if home is None else home in said
    said = run(system, "call", "identity.v1/ListPartners", home=home, code=DENIED).stderr
    assert ("HOME is not set" in said) == (home is None)
    assert sessions(system) == before


def sessions(system):
    stats = run(system, "stats", "identity").stdout
    return re.findall(r"calls .*LogIn .*", stats)


@pytest.mark.parametrize("spoil", ["garbled", "empty", "list", "folder", "open"])
def test_a_spoiled_session_file(system, tmp_path, spoil):
    """Only what wants a person speaks of it; logging in anew mends it."""
    log_in(system, profile=tmp_path)
    kept = tmp_path / "octopus" / "default.json"
    whole = kept.read_bytes()
    if spoil == "garbled":
        kept.write_bytes(whole[:50])
    elif spoil == "empty":
        kept.write_bytes(b"")
    elif spoil == "list":
        kept.write_bytes(b"[]")
    elif spoil == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        kept.chmod(0o644)
    for line in NOTHING_KEPT:
        # Whose view of the events it is can't be told without the file.
        run(system, *line, profile=tmp_path, code=USAGE if line[0] == "events" else OK)
    run(system, "events", "identity", "--tail", "1", "--no-token", profile=tmp_path)
    said = run(system, "call", "identity.v1/ListPartners", profile=tmp_path, code=USAGE).stderr
    assert str(kept) in said and "secret" not in said
    if spoil == "folder":
        kept.rmdir()
    log_in(system, profile=tmp_path)
    run(system, "call", "identity.v1/ListPartners", profile=tmp_path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@contextlib.contextmanager
def somebody(system):
    """A user whom a folder's mode stops, as root is not stopped, with the installation's files."""
    as_root = os.geteuid() == 0
    folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        folder.chmod(0o755)
        (folder / "keys").mkdir()
        for name in ("mesh.json", "keys/operator.json", "owner.password"):
            shutil.copy(system.data / name, folder / name)
        (folder / "config").mkdir(mode=0o700)
        if as_root:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_root else {}
        try:
            programs.run([BIN / "octopus", "--version"], check=True, capture_output=True, **options)
        except PermissionError:
            pytest.skip("the built programs can't be reached by another user")

        def call(*arguments, code=OK):
            ended = programs.run(
                [BIN / "octopus", *arguments], capture_output=True, text=True, timeout=60,
                env={"OCTOPUS_DATA": str(folder), "XDG_CONFIG_HOME": str(folder / "config")},
                **options)
            assert ended.returncode == code, (ended.returncode, ended.stderr)
            return ended

        call.config = folder / "config"
        call.log_in = ("login", system.owner["email"], "--tenant", str(system.tenant),
                       "--password-file", str(folder / "owner.password"))
        yield call
    finally:
        shutil.rmtree(folder)


def test_a_read_only_configuration_folder(system):
    """A log-in that is there is used; a new one, and a renewal, are refused before they are asked for."""
    with somebody(system) as call:
        call(*call.log_in)
        folder, kept = call.config / "octopus", call.config / "octopus" / "default.json"
        folder.chmod(0o500)
        call("call", "identity.v1/ListPartners")
        call("call", "identity.v1/CreatePartner", json.dumps(
            {"name": f"Read only {time.time()}", "ownerName": "R", "ownerEmail": "r@example.org"}))
        call("health")
        said = call(*call.log_in, code=USAGE).stderr
        assert str(folder) in said and "Permission denied" in said
        before = kept.read_text()
        # A clock that is a little off takes it for too old; the service does not.
        kept.write_text(re.sub(r'"accessExpiresAt":\d+', '"accessExpiresAt":1', before))
        call("call", "identity.v1/ListPartners")
        # The service finds it too old: now it has to be renewed, which can't be kept.
        kept.write_text(re.sub(r'"accessToken":"[^"]*', lambda old: old[0][:-8] + "AAAAAAAA", before))
        call("call", "identity.v1/ListPartners", code=DENIED)
        folder.chmod(0o700)
        kept.chmod(0o000)
        said = call("call", "identity.v1/ListPartners", code=USAGE).stderr
        assert str(kept) in said and "Permission denied" in said
        call("call", "identity.v1/GetSigningKeys")


# --- the terminal ------------------------------------------------------------------------------

class Terminal:
    """`octopus login` at a terminal of its own, asking for the password."""

    def __init__(self, system, home, *more):
        self.id, self.terminal = pty.fork()
        if self.id == 0:
            os.execve(BIN / "octopus", ["octopus", "login", system.owner["email"], "--tenant",
                                        str(system.tenant), *more],
                      {"OCTOPUS_DATA": str(system.data), "HOME": str(home)})
        self.shown = b""
        self.until(b"Password: ")

    def until(self, words):
        while words not in self.shown:
            self.shown += os.read(self.terminal, 1000)

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def end(self):
        """How it ended, after all that it still shows."""
        with contextlib.suppress(OSError):
            while piece := os.read(self.terminal, 1000):
                self.shown += piece
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])


def test_a_password_is_asked_for_and_never_shown(system, tmp_path):
    terminal = Terminal(system, tmp_path)
    assert not terminal.echoes()
    terminal.type(system.password + "\n")
    assert terminal.end() == OK
    assert system.password.encode() not in terminal.shown and b"Logged in as" in terminal.shown


@pytest.mark.parametrize("keys, ending", [
    ("\x03", -signal.SIGINT), ("half\x03", -signal.SIGINT), ("\x1c", -signal.SIGQUIT)])
def test_ctrl_c_at_the_password_leaves_the_terminal_as_it_was(system, tmp_path, keys, ending):
    terminal = Terminal(system, tmp_path)
    assert not terminal.echoes()
    terminal.type(keys)
    # Read before the last descriptor of the terminal is closed.
    end = os.waitstatus_to_exitcode(os.waitpid(terminal.id, 0)[1])
    assert end == ending and terminal.echoes()
    assert not list(tmp_path.rglob("default.json"))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_at_the_password_leaves_the_terminal_as_it_was(system, tmp_path, name):
    terminal = Terminal(system, tmp_path)
    os.kill(terminal.id, getattr(signal, name))
    end = os.waitstatus_to_exitcode(os.waitpid(terminal.id, 0)[1])
    assert end == -getattr(signal, name) and terminal.echoes()


def test_no_password_at_all(system, tmp_path):
    for keys in ("\n", "\x04"):
        terminal = Terminal(system, tmp_path)
        terminal.type(keys)
        assert terminal.end() == USAGE and b"nothing was given" in terminal.shown


def test_without_a_terminal_it_says_how_to_give_a_password(system, tmp_path):
    ended = run(system, "login", "a@b.example", "--tenant", str(system.tenant), home=tmp_path,
                code=USAGE, start_new_session=True, stdin=subprocess.DEVNULL)
    assert "--password-file" in ended.stderr


# --- exit codes --------------------------------------------------------------------------------

def test_the_exit_codes_are_those_of_the_readme(system, tmp_path):
    """The table there, the help, and what really happens."""
    readme = (ROOT / "Services/Octopus/README.md").read_text()
    table = dict(re.findall(r"^\| (\d+) \| ([^|]+) \|$", readme, re.M))
    told = dict(re.findall(r"^  (\d)  (.+)$", run(system, "--help").stdout, re.M))
    assert {code: words for code, words in table.items() if int(code) < 128} == told
    assert set(map(int, told)) == {OK, REFUSED, USAGE, UNREACHABLE, DENIED, FAULT}
    tenant = str(system.tenant)
    register = ["call", "identity.v1/RegisterEndUser", "--route", tenant]
    run(system, *register, json.dumps({"email": f"{os.urandom(8).hex()}@example.org"}), code=OK)
    run(system, *register, json.dumps({"email": "no address"}), code=REFUSED)
    run(system, *register, json.dumps({"mail": "a@example.org"}), code=USAGE)
    run(system, "call", "identity.v1/ListPartners", "--route", tenant, code=DENIED, home=tmp_path)
    nowhere = json.loads((system.data / "mesh.json").read_text())
    for places in nowhere["services"].values():
        places[0]["endpoint"] = "tcp://127.0.0.1:1"
    (tmp_path / "mesh.json").write_text(json.dumps(nowhere))
    run(system, "call", "identity.v1/GetSigningKeys", "--timeout", "0.5", "--map",
        str(tmp_path / "mesh.json"), code=UNREACHABLE)
    with open("/dev/full", "w") as full:
        ended = programs.run([BIN / "octopus", "contract"], stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == FAULT
    assert int(max(table, key=int)) == 128 + signal.SIGINT
