"""What other users leave in the way of a launch by root, and of one by an ordinary user."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile

import pytest

from conftest import ROOT, free_port_base
from place import BIN, PROGRAMS, SERVICES
from programs import run, start

pytestmark = [
    pytest.mark.limit(120),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can play two users")]
LAUNCH = ROOT / "deploy" / "launch"
MALLORY = 47110


@pytest.fixture
def ground():
    """A folder that everybody can enter and only root can change."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="octopus-ground-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def launch(data, *options, programs=BIN, program=LAUNCH, **more):
    return run([program, "--data", data, "--programs", programs, *options], text=True,
               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100, **more)


def begin(data, *options, **more):
    return launch(data, "--detach", "--port-base", str(free_port_base()), *options, **more)


def refused(ended, *words):
    assert ended.returncode == 1, ended.stdout
    assert "Traceback" not in ended.stdout and "Octopus is ready" not in ended.stdout
    for word in words:
        assert str(word) in ended.stdout, ended.stdout


@contextlib.contextmanager
def launched(data, *options, **more):
    try:
        ended = begin(data, *options, **more)
        assert ended.returncode == 0, ended.stdout
        yield ended
    finally:
        launch(data, "--stop")


@pytest.fixture(scope="module")
def stopped():
    """A folder that root launched in, whole; it does not run."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="octopus-stopped-"))
    folder.chmod(0o755)
    data = folder / "data"
    with launched(data):
        pass
    yield data
    shutil.rmtree(folder)


@pytest.fixture
def data(stopped, ground):
    """A copy of it that a test may spoil."""
    run(["cp", "-a", stopped, ground / "data"], check=True)
    return ground / "data"


def pid(data, role):
    return int((data / "run" / f"{role}.pid").read_text().split()[0])


def status(process):
    text = pathlib.Path(f"/proc/{process}/status").read_text()
    return dict(re.findall(r"^(\w+):[ \t]*(.*?)[ \t]*$", text, re.M))


# --- who runs what ---------------------------------------------------------------------------

def test_root_starts_services_as_somebody_without_rights_and_says_who(ground):
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    with launched(ground / "data", pass_fds=[reading]) as ended:
        user = status(pid(ground / "data", "loyalty"))["Uid"].split()[0]
        assert user != "0" and f"Services run as user {user}" in ended.stdout
        for role in ("supervisor", *SERVICES):
            process = pid(ground / "data", role)
            seen = status(process)
            assert set(seen["Uid"].split()) == {user} and set(seen["Gid"].split()) == {user}
            assert seen["Groups"] == "" and seen["NoNewPrivs"] == "1"
            assert int(seen["CapEff"], 16) == int(seen["CapPrm"], 16) == 0
            assert seen["Umask"] == "0077"
            assert os.readlink(f"/proc/{process}/cwd") == str(ground / "data")
            opened = {os.readlink(f"/proc/{process}/fd/{one}") for one in os.listdir(f"/proc/{process}/fd")}
            assert f"pipe:[{os.fstat(writing).st_ino}]" not in opened
            assert not any(one.startswith(("/dev/pts", "/dev/tty")) for one in opened)
        limits = pathlib.Path(f"/proc/{pid(ground / 'data', 'loyalty')}/limits").read_text()
        assert re.search(r"Max core file size\s+0\s+0", limits)
        found = [ground / "data", *(ground / "data").rglob("*")]
        assert {one.lstat().st_uid for one in found} == {int(user)}
        assert all(one.stat().st_mode & 0o077 == 0 for one in found)
    os.close(reading)
    os.close(writing)


def test_an_account_that_is_named_is_taken(ground):
    with launched(ground / "data", "--user", str(MALLORY)):
        assert status(pid(ground / "data", "identity"))["Uid"].split() == [str(MALLORY)] * 4
        # Who stops them need not say it again.
        assert launch(ground / "data", "--status").returncode == 0
    refused(begin(ground / "data"), f"belongs to user {MALLORY}", "chown root")


@pytest.mark.parametrize("user, complaint", [
    ("root", "is root"), ("0", "is root"), ("nobody-of-this-name", "is no account"),
    ("4294967295", "is no account"), ("99999999999999999999", "is no account"), ("-1", "is no account"),
    ("", "is no account")])
def test_an_account_that_may_not_run_services_is_refused(ground, user, complaint):
    refused(begin(ground / "data", "--user", user), complaint)
    assert not (ground / "data").exists()


def test_an_ordinary_user_launches_what_is_theirs_and_needs_no_root(ground):
    home = ground / "home"
    home.mkdir()
    os.chown(home, MALLORY, MALLORY)
    person = {"user": MALLORY, "group": MALLORY, "extra_groups": []}
    try:
        ended = begin(home / "data", **person)
        assert ended.returncode == 0, ended.stdout
        assert status(pid(home / "data", "loyalty"))["Uid"].split() == [str(MALLORY)] * 4
        refused(begin(home / "other", "--user", "nobody", **person), "needs root")
        # Root's `--status` and `--stop` act with that user's rights.
        assert launch(home / "data", "--status").returncode == 0
        assert "Stopped." in launch(home / "data", "--stop").stdout
    finally:
        launch(home / "data", "--stop", **person)


def test_root_hands_over_a_folder_of_its_own(data):
    for one in [data, *data.rglob("*")]:
        os.chown(one, 0, 0, follow_symlinks=False)
    with launched(data):
        user = int(status(pid(data, "loyalty"))["Uid"].split()[0])
        assert user != 0 and {one.lstat().st_uid for one in data.rglob("*")} == {user}


def test_closed_folders_above_stay_closed(ground):
    """As a checkout in /root: services come to what is theirs, and to nothing else."""
    closed = ground / "closed"
    (closed / "deep").mkdir(parents=True)
    (closed / "secret").write_text("root's own")
    (closed / "bin").mkdir()
    for name in PROGRAMS:
        shutil.copy(BIN / name, closed / "bin")
    closed.chmod(0o700)
    with launched(closed / "deep" / "data", programs=closed / "bin") as ended:
        assert "Octopus is ready" in ended.stdout
        seen = pathlib.Path(f"/proc/{pid(closed / 'deep' / 'data', 'loyalty')}/root") / str(closed)[1:]
        assert sorted(one.name for one in seen.iterdir()) == ["bin", "deep"]
        assert [one.name for one in (seen / "deep").iterdir()] == ["data"]
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert (closed / "secret").read_text() == "root's own"


def test_where_nothing_can_be_covered_the_command_that_opens_the_folder_is_told(ground):
    """A container whose root may not mount."""
    (ground / "closed").mkdir(0o700)
    data = ground / "closed" / "data"
    ended = run(["setpriv", "--bounding-set=-sys_admin", LAUNCH, "--data", data, "--programs", BIN],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    refused(ended, f"may not enter {ground / 'closed'}", f"chmod o+x {ground / 'closed'}")


# --- folders of others -----------------------------------------------------------------------

def test_a_folder_of_another_user_is_not_launched_in(ground):
    (ground / "data").mkdir()
    os.chown(ground / "data", MALLORY, MALLORY)
    refused(begin(ground / "data"), ground / "data", f"belongs to user {MALLORY}", "chown root")
    assert list((ground / "data").iterdir()) == []


@pytest.mark.parametrize("depth", [0, 1, 3])
@pytest.mark.parametrize("mode, is_mallorys", [(0o777, False), (0o757, False), (0o755, True)])
def test_a_folder_above_that_others_can_change_is_refused(ground, depth, mode, is_mallorys):
    open_folder = ground / "open"
    data = open_folder.joinpath(*["step"] * depth, "data")
    data.parent.mkdir(parents=True)
    open_folder.chmod(mode)
    if is_mallorys:
        os.chown(open_folder, MALLORY, MALLORY)
    command = f"chown root {open_folder}" if is_mallorys else f"chmod go-w {open_folder}"
    for options in [(), ("--user", "nobody")]:
        refused(begin(data, *options), open_folder, command)
    assert not data.exists()


def test_a_folder_above_with_a_group_that_has_others_in_it_is_refused(ground):
    (ground / "open").mkdir()
    os.chown(ground / "open", 0, 65534)  # nogroup, which is the account nobody's
    (ground / "open").chmod(0o775)
    refused(begin(ground / "open" / "data"), "other users can write", ground / "open")


def test_a_sticky_folder_itself_is_not_handed_over(ground):
    """As a fresh /tmp: others can put files into it."""
    (ground / "sticky").mkdir()
    (ground / "sticky").chmod(0o1777)
    refused(begin(ground / "sticky"), "other users can write", ground / "sticky")
    assert (ground / "sticky").stat().st_uid == 0


def test_a_folder_of_roots_beneath_anothers_is_not_handed_over(ground):
    (ground / "home" / "lab").mkdir(parents=True)
    os.chown(ground / "home", MALLORY, MALLORY)
    refused(begin(ground / "home" / "lab", "--user", str(MALLORY)), ground / "home" / "lab", "chown")
    assert (ground / "home" / "lab").stat().st_uid == 0


def test_folders_that_are_made_on_the_way_are_roots(ground):
    with launched(ground / "deep" / "er" / "data"):
        for one in (ground / "deep", ground / "deep" / "er"):
            assert (one.stat().st_uid, stat.S_IMODE(one.stat().st_mode)) == (0, 0o711)


def test_a_sticky_folder_is_as_good_as_tmp(ground):
    (ground / "sticky").mkdir()
    (ground / "sticky").chmod(0o1777)
    with launched(ground / "sticky" / "data"):
        pass
    # What others put there by the name is refused.
    os.symlink(ground / "sticky" / "data", ground / "sticky" / "link")
    os.lchown(ground / "sticky" / "link", MALLORY, MALLORY)
    refused(begin(ground / "sticky" / "link"), ground / "sticky" / "link", f"user {MALLORY}")
    refused(launch(ground / "sticky" / "link", "--status"), ground / "sticky" / "link")


def test_a_folder_that_everybody_writes_to_is_refused_for_an_ordinary_user_too(ground):
    (ground / "open").mkdir()
    (ground / "open").chmod(0o777)
    person = {"user": MALLORY, "group": MALLORY, "extra_groups": []}
    refused(begin(ground / "open" / "data", **person), "other users can write", ground / "open")
    own = ground / "own"
    own.mkdir()
    os.chown(own, MALLORY, MALLORY)
    own.chmod(0o777)
    refused(begin(own, **person), "other users can write", f"chmod go-w {own}")


# --- what lies in the folder -----------------------------------------------------------------

INNER = ["mesh.json", "owner.json", "owner.password", "keys/identity.json", "keys/operator.json",
         "logs/loyalty.log", "logs/launch.log", "logs/loyalty.log.1", "run/loyalty.pid",
         "run/supervisor.pid", "run/launch.lock", "run/loyalty.gave-up", "identity/identity.sqlite",
         "loyalty/secrets.key", "mesh.json.new", "keys/identity.json.new"]


def replace(file, kind, victim):
    file.unlink(missing_ok=True)
    if kind == "link":
        file.symlink_to(victim)
    elif kind == "dangling link":
        file.symlink_to(victim.with_name("made"))
    elif kind == "hard link":
        os.link(victim, file)
    elif kind == "fifo":
        os.mkfifo(file)
        os.chown(file, *os_owner(file.parent))
    else:
        file.write_bytes(victim.read_bytes())
        os.chown(file, MALLORY, MALLORY)


def os_owner(path):
    return path.stat().st_uid, path.stat().st_gid


@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link", "fifo", "another's file"])
@pytest.mark.parametrize("name", INNER)
def test_what_is_no_file_of_our_own_is_refused(data, ground, kind, name):
    victim = ground / "victim"
    victim.write_text('{"services": {}}')
    victim.chmod(0o600)
    replace(data / name, kind, victim)
    before = victim.stat()
    refused(begin(data), data / name)
    after = victim.stat()
    assert victim.read_text() == '{"services": {}}' and not (ground / "made").exists()
    assert (after.st_uid, after.st_mode, after.st_size) == (0, before.st_mode, before.st_size)


@pytest.mark.parametrize("kind", ["link", "hard link", "fifo", "another's file"])
@pytest.mark.parametrize("name", ["mesh.json", "keys/identity.json", "loyalty/secrets.key"])
def test_a_folder_of_roots_own_with_something_strange_in_it_is_not_handed_over(
        data, ground, kind, name):
    for one in [data, *data.rglob("*")]:
        os.chown(one, 0, 0, follow_symlinks=False)
    victim = ground / "victim"
    victim.write_text("root's own")
    replace(data / name, kind, victim)
    refused(begin(data), data / name)
    assert victim.stat().st_uid == 0 and data.stat().st_uid == 0


def test_names_in_the_folder_do_not_command_the_terminal(data):
    (data / "keys" / "\x1b]0;x\x07\u202e.json").symlink_to("/etc/shadow")
    ended = begin(data)
    refused(ended, "is a link", "\\x1b]0;x\\x07\\u202e.json")
    assert "\x1b" not in ended.stdout and "\u202e" not in ended.stdout


@pytest.mark.parametrize("name", ["keys", "logs", "run", "identity", "loyalty"])
def test_a_link_in_place_of_a_folder_is_refused(data, ground, name):
    (data / name).rename(ground / "elsewhere")
    (data / name).symlink_to(ground / "elsewhere")
    refused(begin(data), data / name, "link")


@pytest.mark.parametrize("name", ["keys", "logs", "run", "identity"])
def test_an_inner_folder_of_another_user_or_open_to_all_is_refused(data, name):
    owner = os_owner(data / name)
    (data / name).chmod(0o777)
    refused(begin(data), data / name, f"chmod go-w {data / name}")
    (data / name).chmod(0o700)
    os.chown(data / name, MALLORY, MALLORY)
    refused(begin(data), data / name, f"belongs to user {MALLORY}")
    os.chown(data / name, *owner)


# --- pid files -------------------------------------------------------------------------------

@pytest.mark.parametrize("action", ["--stop", "--detach"])
def test_a_pid_file_of_another_user_ends_no_process_of_roots(ground, action):
    """Root's own shell stands in the folder, and the pid file names it with its start time."""
    data = ground / "data"
    (data / "run").mkdir(parents=True)
    with start(["sleep", "300"], cwd=data) as innocent:
        try:
            started = pathlib.Path(f"/proc/{innocent.pid}/stat").read_text().rpartition(")")[2].split()[19]
            for role in ("supervisor", *SERVICES):
                (data / "run" / f"{role}.pid").write_text(f"{innocent.pid} {started}\n")
            for one in [data, *data.rglob("*")]:
                os.chown(one, MALLORY, MALLORY)
            ended = launch(data, action, "--port-base", str(free_port_base()))
            assert "Stopped." not in ended.stdout and innocent.poll() is None
            if action == "--detach":
                refused(ended, f"belongs to user {MALLORY}")
        finally:
            innocent.kill()


@pytest.mark.parametrize("text", ["-1 1\n", "0 0\n", "1 1\n", "1" * 5000, "\xb2 1\n", "", "\0"])
def test_a_pid_file_that_says_nothing_useful_ends_nobody(data, text):
    (data / "run" / "loyalty.pid").write_text(text)
    assert "Nothing runs" in launch(data, "--stop").stdout


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_a_pid_file_that_is_no_file_ends_nobody_and_hangs_nobody(data, ground, kind):
    (ground / "victim").write_text("1 1\n")
    replace(data / "run" / "supervisor.pid", kind, ground / "victim")
    assert "Nothing runs" in launch(data, "--stop").stdout


# --- programs --------------------------------------------------------------------------------

@pytest.mark.parametrize("spoilt", ["folder", "file", "owner", "link"])
def test_programs_that_others_can_exchange_are_not_started(ground, spoilt):
    programs = ground / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        shutil.copy(BIN / name, programs)
    if spoilt == "folder":
        programs.chmod(0o777)
    elif spoilt == "file":
        (programs / "octopus").chmod(0o757)
    elif spoilt == "owner":
        os.chown(programs / "loyalty", MALLORY, MALLORY)
    else:
        (ground / "open").mkdir()
        (programs / "loyalty").rename(ground / "open" / "loyalty")
        (programs / "loyalty").symlink_to(ground / "open" / "loyalty")
        (ground / "open").chmod(0o777)
    refused(begin(ground / "data", programs=programs), ground)


@pytest.fixture
def checkout(ground):
    """The launcher's own files, as they were cloned."""
    shutil.copytree(ROOT / "deploy", ground / "repo" / "deploy")
    (ground / "repo" / "Shared" / "Contract" / "Core").mkdir(parents=True)
    shutil.copy(ROOT / "Shared/Contract/Core/Release.swift", ground / "repo/Shared/Contract/Core")
    return ground / "repo"


@pytest.mark.parametrize("name", [
    ".", "deploy", "deploy/launcher", "deploy/launcher/place.py", "deploy/packages.sh",
    "deploy/processes.py", "deploy/launcher/__pycache__", "deploy/launcher/new.py"])
@pytest.mark.parametrize("kind", ["written", "owned"])
def test_a_launcher_that_others_can_change_is_not_run(checkout, name, kind):
    program = checkout / "deploy" / "launch"
    assert run([program, "--version"]).returncode == 0
    spoilt = checkout / name
    if spoilt.suffix:
        spoilt.touch()
    else:
        spoilt.mkdir(exist_ok=True)
    spoilt.chmod(spoilt.stat().st_mode | 0o002) if kind == "written" else os.chown(spoilt, MALLORY, 0)
    ended = run([program, "--version"], capture_output=True, text=True)
    assert ended.returncode == 1 and str(spoilt) in ended.stderr and "chown" in ended.stderr


def test_compiled_files_beside_the_launcher_are_not_taken(checkout, ground):
    """A stale or hostile .pyc is not even read; none is written."""
    shutil.rmtree(checkout / "deploy" / "launcher" / "__pycache__", ignore_errors=True)
    evil = ground / "trust.py"
    evil.write_text(f"open({str(ground / 'taken')!r}, 'w')\n")
    source = checkout / "deploy" / "launcher" / "trust.py"
    run(["python3", "-c", "import py_compile, sys; py_compile.compile(*sys.argv[1:3], doraise=True, "
         "invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)", evil,
         checkout / "deploy/launcher/__pycache__/trust.cpython-311.pyc"], check=True)
    assert source.exists()
    run([checkout / "deploy" / "launch", "--version"], check=True)
    assert not (ground / "taken").exists()
    assert len(list((checkout / "deploy").rglob("*.pyc"))) <= 1 + len(list((ROOT / "deploy").rglob("*.pyc")))


# --- the environment -------------------------------------------------------------------------

ALLOWED = re.compile(r"PATH|HOME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|SWIFT_BACKTRACE|OCTOPUS_[A-Z0-9_]+")


def test_a_hostile_environment_reaches_no_service(ground):
    hostile = ground / "hostile"
    hostile.mkdir()
    for name in ("json", "subprocess", "sitecustomize", "usercustomize"):
        (hostile / f"{name}.py").write_text(f"open('{ground}/python', 'w')\n")
    for name in ("python3", "find", "readlink", "id", "swift", "head"):
        (hostile / name).write_text(f"#!/bin/sh\ntouch '{ground}/path'\n")
        (hostile / name).chmod(0o755)
    (hostile / "bash").write_text(f"touch '{ground}/bash'\n")
    hostile.chmod(0o777)
    library = ground / "evil.so"
    run(["cc", "-shared", "-fPIC", "-o", library, "-xc", "-"], input=b"int octopus_evil;", check=True)
    environment = {
        **os.environ, "PATH": f"{hostile}:{os.environ['PATH']}", "LD_PRELOAD": str(library),
        "LD_LIBRARY_PATH": str(hostile), "LD_AUDIT": str(library), "PYTHONPATH": str(hostile),
        "PYTHONHOME": str(hostile), "PYTHONSTARTUP": f"{hostile}/json.py", "PYTHONPYCACHEPREFIX": str(hostile),
        "BASH_ENV": f"{hostile}/bash", "ENV": f"{hostile}/bash", "GIT_SSH_COMMAND": "touch x",
        "GIT_DIR": str(hostile), "IFS": "/", "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
        "SHELLOPTS": "xtrace", "BASH_FUNC_readlink%%": f"() {{ touch '{ground}/function'; }}",
        "GLIBC_TUNABLES": "glibc.malloc.check=3", "MALLOC_CHECK_": "3", "SSLKEYLOGFILE": f"{ground}/keys",
        "PS4": f"$(touch {ground}/ps4)", "SWIFT_BACKTRACE": "enable=no", "TZ": "Europe/Zagreb",
        "OCTOPUS_LOG_LEVEL": "warning",
        "CLOUD_SECRET": "a secret of root's"}
    with launched(ground / "data", env=environment):
        for role in SERVICES:
            process = pid(ground / "data", role)
            text = pathlib.Path(f"/proc/{process}/environ").read_bytes().decode()
            found = dict(one.split("=", 1) for one in text.split("\0") if one)
            assert [name for name in found if not ALLOWED.fullmatch(name)] == []
            assert str(hostile) not in text and found["HOME"] == str(ground / "data")
            assert found["TZ"] == "Europe/Zagreb" and found["OCTOPUS_LOG_LEVEL"] == "warning"
            assert str(library) not in pathlib.Path(f"/proc/{process}/maps").read_text()
        # The supervisor is the services' user's too, who can read this of it.
        supervisor = pathlib.Path(f"/proc/{pid(ground / 'data', 'supervisor')}/environ").read_bytes().decode()
        assert "hostile" not in supervisor.replace(environment["PATH"], "") and "PYTHON" not in supervisor
        assert "a secret of root's" not in supervisor
    left = {one.name for one in ground.iterdir()} - {"hostile", "evil.so", "data"}
    assert left == set()


def test_a_setting_in_the_environment_that_leads_to_anothers_file_is_refused(ground):
    (ground / "config.json").write_text("{}")
    os.chown(ground / "config.json", MALLORY, MALLORY)
    ended = begin(ground / "data", env={**os.environ, "OCTOPUS_CONFIG": str(ground / "config.json")})
    refused(ended, "OCTOPUS_CONFIG in the environment", ground / "config.json")


# --- while it runs ---------------------------------------------------------------------------

def test_a_link_that_appears_while_it_runs_is_not_followed(ground):
    data, victim = ground / "data", ground / "victim"
    victim.write_text("root's own")
    victim.chmod(0o666)  # so that the rights alone do not keep it
    with launched(data):
        for name in ("logs/launch.log", "run/loyalty.pid", "run/loyalty.pid.new"):
            replace(data / name, "link", victim)
        supervisor = pid(data, "supervisor")
        os.kill(supervisor, signal.SIGHUP)
        os.kill(int(run(["pgrep", "-P", str(supervisor), "-o"], capture_output=True, text=True).stdout),
                signal.SIGKILL)
        assert run([BIN / "octopus", "health", "--wait", "20"],
                   env={**os.environ, "OCTOPUS_DATA": str(data)}, capture_output=True).returncode == 0
    assert victim.read_text() == "root's own"


def test_a_socket_in_the_folder_is_left_alone(data):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(data / "run" / "s"))
        with launched(data):
            pass


def test_the_map_is_read_by_the_services_user_alone(data):
    """A map that names another's file as an endpoint makes root open nothing."""
    found = json.loads((data / "mesh.json").read_text())
    found["services"]["loyalty"][0]["endpoint"] = f"ipc://{data}/run/loyalty.socket"
    (data / "mesh.json").write_text(json.dumps(found))
    with launched(data):
        assert (data / "run" / "loyalty.socket").stat().st_uid != 0
