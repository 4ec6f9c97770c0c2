"""Output that can't be written: no program ends with 0, or without a word, when something of it is lost."""

import fcntl
import os
import re
import resource
import signal
import subprocess
import tempfile

import pytest

import programs
from conftest import BIN, ROOT
from place import SERVICES, Place, eventually

OFFLINE = {
    "octopus": [["contract"], ["list", "--offline"], ["describe", "loyalty.v1/AwardPoints", "--offline"],
                ["--help"], ["help", "call"], ["--version"], ["qr", "OCT:HELLO"],
                ["--generate-completion-script", "bash"]],
    "identity": [["--help"], ["--version"], ["--print-config"], ["bootstrap", "--help"],
                 ["mend-clock", "--help"], ["register-principal", "--help"]],
    "loyalty": [["--help"], ["--version"], ["--print-config"], ["check-ledger", "--help"]],
    **{name: [["--help"], ["--version"], ["--print-config"]] for name in SERVICES[2:]},
    "bench": [["--help"], ["help", "echo"], ["--version"]],
    "chaos-client": [["--help"], ["--version"]],
}
LINES = [(program, *words) for program, lines in OFFLINE.items() for words in lines]
ONLINE = [("octopus", *words) for words in (
    ["list"], ["describe", "loyalty.v1/AwardPoints"], ["health"], ["stats"], ["stats", "--prometheus"],
    ["call", "identity.v1/GetSigningKeys"], ["events", "identity"])]
LOST = re.compile(r"can't be written: \w+")


def start(line, data=None, **options):
    environment = {**os.environ, **({"OCTOPUS_DATA": str(data)} if data else {})}
    return programs.start([BIN / line[0], *line[1:]], env=environment, **options)


def end(process):
    """The exit code and what it said to its error output."""
    _, said = process.communicate(timeout=60)
    return process.returncode, (said or b"").decode()


def whole(line, data=None):
    ended = programs.run([BIN / line[0], *line[1:]], capture_output=True, timeout=60,
                           env={**os.environ, **({"OCTOPUS_DATA": str(data)} if data else {})})
    assert ended.returncode == 0 and ended.stdout, ended.stderr
    return ended.stdout


def to_full_device(line, data=None):
    with open("/dev/full", "wb") as full:
        return end(start(line, data, stdout=full, stderr=subprocess.PIPE))


def to_nothing(line, data=None):
    return end(start(line, data, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1)))


def to_nobody(line, data=None):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        # Python ignores SIGPIPE, and a program that is started must not rely on that.
        return end(start(line, data, stdout=writing, stderr=subprocess.PIPE, restore_signals=True))
    finally:
        os.close(writing)


def to_limited_file(line, data=None):
    """`ulimit -f`: a file that may not grow beyond a few bytes."""
    with tempfile.TemporaryFile() as file:
        return end(start(line, data, stdout=file, stderr=subprocess.PIPE, preexec_fn=lambda: (
            resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16)))))


@pytest.mark.parametrize("lose", [to_full_device, to_nothing, to_nobody, to_limited_file])
@pytest.mark.parametrize("line", [line for line in LINES if "--version" not in line], ids=" ".join)
def test_a_lost_output_is_told(line, lose):
    code, said = lose(line)
    assert code > 0 and LOST.search(said), (code, said)


@pytest.mark.parametrize("line", [line for line in LINES if "--version" in line], ids=" ".join)
def test_every_program_tells_its_version(line):
    release = re.search(r'version = "(.+)"', (ROOT / "Shared/Contract/Core/Release.swift").read_text())[1]
    assert whole(line).decode().splitlines()[0] == f"{line[0]} {release}"
    for lose in (to_full_device, to_nothing, to_nobody):
        code, said = lose(line)
        assert code > 0 and LOST.search(said), (code, said)


@pytest.mark.parametrize("lose", [to_full_device, to_nothing, to_nobody])
@pytest.mark.parametrize("line", ONLINE, ids=" ".join)
def test_a_lost_answer_is_told(system, line, lose):
    code, said = lose(line, system.data)
    assert code == 5 and LOST.search(said), (code, said)


@pytest.mark.parametrize("line", [
    ("octopus", "contract"), ("octopus", "--generate-completion-script", "zsh"),
    ("identity", "--help"), ("bench", "--help")], ids=" ".join)
def test_a_slow_reader_of_a_pipe_that_does_not_wait_gets_all(line):
    expected = whole(line)
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    process = start(line, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    got = b""
    while piece := os.read(reading, 1000):
        got += piece
    os.close(reading)
    assert end(process) == (0, "") and got == expected


def test_a_reader_that_has_seen_enough(system):
    """`| head -1`: the line comes, and the program does not say that all was well."""
    process = start(("octopus", "contract"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    pipesize=4096)
    assert process.stdout.readline().startswith(b";")
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait(30) == 5 and LOST.search(said), said


def test_a_follower_whose_reader_is_gone_ends(system):
    """It does not wait for the next event to find out."""
    process = start(("octopus", "events", "identity", "--follow", "--tail", "1", "--kind",
                     "identity.v1/TenantChanged"), system.data,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 5
    assert LOST.search(process.stderr.read().decode())


@pytest.mark.parametrize("line, code", [
    (("octopus", "contract"), 0), (("octopus", "frobnicate"), 2), (("octopus", "call"), 2),
    (("identity", "--version"), 0), (("identity", "--frobnicate"), 64),
    (("loyalty", "--help"), 0), (("loyalty", "--mesh-map", "/nowhere"), 78)])
@pytest.mark.parametrize("silence", ["closed", "full", "nobody"])
def test_the_error_output_may_be_gone(line, code, silence):
    """What was asked for is whole, and the code is the same."""
    if silence == "closed":
        process = start(line, stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
    elif silence == "full":
        with open("/dev/full", "wb") as full:
            process = start(line, stdout=subprocess.PIPE, stderr=full)
    else:
        reading, writing = os.pipe()
        os.close(reading)
        process = start(line, stdout=subprocess.PIPE, stderr=writing)
        os.close(writing)
    got, _ = process.communicate(timeout=60)
    assert process.returncode == code
    if code == 0:
        assert got == whole(line)


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_all_streams_may_be_closed(line):
    process = start(line, preexec_fn=lambda: [os.close(number) for number in (0, 1, 2)])
    assert process.wait(60) > 0


def test_closed_streams_never_become_the_database(tmp_path):
    """Descriptors 1 and 2 are free when the database is opened; no message lands in it."""
    place = Place(tmp_path)
    process = programs.start([BIN / "identity", *place.flags("identity")],
                               preexec_fn=lambda: [os.close(number) for number in (0, 1, 2)])
    place.session("identity").call("mesh.v1/Health", timeout=30)
    files = {number: os.readlink(f"/proc/{process.pid}/fd/{number}") for number in range(3)}
    assert set(files.values()) == {"/dev/null"}, files
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.mark.parametrize("words", [
    ["bootstrap", "--tenant", "Bank", "--owner-name", "Ann", "--owner-email", "ann@bank.example",
     "--password-file", "{data}/owner.password"],
    ["register-principal", "--name", "till", "--grant", "loyalty.v1/*", "--public-key", "{key}"],
    ["mend-clock"]], ids=lambda words: words[0])
@pytest.mark.parametrize("lose", [to_full_device, to_nothing, to_nobody])
def test_an_operator_learns_that_it_was_done(tmp_path, words, lose):
    place = Place(tmp_path)
    words = [word.format(data=place.data, key=place.public("loyalty")) for word in words]
    code, said = lose(("identity", words[0], *map(str, place.flags("identity")), *words[1:]))
    assert code == 74 and LOST.search(said) and "it was done" in said, (code, said)


def test_a_caller_learns_that_the_command_was_done(system):
    code, said = to_full_device(
        ("octopus", "call", "identity.v1/RegisterEndUser", '{"email": "lost@example.org"}',
         "--route", str(system.tenant)), system.data)
    assert code == 5 and "identity.v1/RegisterEndUser was done" in said, said


def test_a_service_goes_on_when_nobody_reads_its_log(tmp_path):
    place = Place(tmp_path)
    process = programs.start([BIN / "identity", *place.flags("identity"), "--log-level", "trace"],
                               stderr=subprocess.PIPE)
    assert any(b'"ready"' in line for line in process.stderr)
    process.stderr.close()
    session = place.session("identity")
    for _ in range(20):
        session.call("mesh.v1/Health")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.mark.parametrize("flag", ["--png", "--svg"])
def test_a_picture_that_can_not_be_written(tmp_path, flag):
    """A device keeps its place, and half a picture does not stay."""
    before = os.stat("/dev/full")
    code, said = end(start(("octopus", "qr", "A", flag, "/dev/full"), stderr=subprocess.PIPE))
    assert code == 5 and LOST.search(said), said
    assert os.stat("/dev/full").st_rdev == before.st_rdev
    code, said = end(start(("octopus", "qr", "A", flag, tmp_path / "no" / "a"), stderr=subprocess.PIPE))
    assert code == 2 and "can't be written" in said
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    assert end(start(("octopus", "qr", "A", flag, link), stderr=subprocess.PIPE))[0] == 0
    assert link.is_symlink() and (tmp_path / "target").stat().st_size > 100


# --- logs -------------------------------------------------------------------------------------

def test_a_log_file_is_opened_anew_at_a_hang_up(tmp_path):
    """Renamed while it is written, as `logrotate` does: no line is lost, and the next go to a new file."""
    place = Place(tmp_path)
    log, older = tmp_path / "service.log", tmp_path / "service.log.old"
    for service in SERVICES:
        place.run(service, "--log-file", str(tmp_path / f"{service}.log"))
    place.wait_ready()
    for service in SERVICES:
        log, older = tmp_path / f"{service}.log", tmp_path / f"{service}.old"
        assert '"ready"' in log.read_text() and not place.log(service)
        log.rename(older)
        place.octopus("call", "mesh.v1/Nothing", "--service", service, check=False)
        place.processes[service].send_signal(signal.SIGHUP)
        eventually(lambda: log.exists() and "mesh map read again" in log.read_text())
        assert "mesh map read again" not in older.read_text()
        assert (log.stat().st_mode & 0o777) in (0o640, 0o600)
    place.stop()
    assert '"stopped"' in (tmp_path / "identity.log").read_text()


def test_a_log_file_that_nobody_renames_is_bounded(tmp_path):
    place = Place(tmp_path)
    log, older = tmp_path / "identity.log", tmp_path / "identity.log.1"
    line = b'{"message":"old"}\n'
    log.write_bytes(line * (1 + (1 << 20) // len(line)))
    older.write_text("older still")
    place.run("identity", "--log-file", str(log), "--log-file-limit", "1", "--log-level", "trace")
    place.wait_ready("identity")
    session = place.session("identity")
    eventually(lambda: session.call("mesh.v1/Health") and log.stat().st_size < 1 << 20)
    assert older.read_bytes().startswith(line) and b'"ready"' in older.read_bytes() + log.read_bytes()
    place.stop()
    assert '"stopped"' in log.read_text()
    assert sorted(path.name for path in tmp_path.glob("identity.log*")) == [log.name, older.name]


def test_a_log_file_that_can_not_be_opened_stops_the_start(tmp_path):
    place = Place(tmp_path)
    process = place.run("loyalty", "--log-file", str(tmp_path / "no" / "loyalty.log"))
    assert process.wait(30) == 73
    assert f"{tmp_path}/no/loyalty.log can't be opened: No such file" in place.log("loyalty")
    place.processes.clear()


def test_an_operators_command_speaks_to_the_operator(tmp_path):
    """Not into the log of the service, though the same configuration names it."""
    place = Place(tmp_path)
    log = tmp_path / "identity.log"
    (tmp_path / "identity.json").write_text('{"log": {"file": "%s"}}' % log)
    ended = programs.run(
        [BIN / "identity", "mend-clock", *place.flags("identity"), "--config", tmp_path / "identity.json"],
        capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0 and "The clock was mended" in ended.stderr and not log.exists()
