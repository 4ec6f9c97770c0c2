"""`octopus call` against services that don't answer: it ends when its `--timeout` is over."""

import contextlib
import fcntl
import json
import os
import socket
import threading
import time
import uuid

import pytest
import zmq

import programs
from place import BIN
from siege import HELLO, REQUEST, WELCOME, frame, read

pytestmark = pytest.mark.alone

UNREACHABLE = 3
# What a call may take beyond its deadline; and a process's start and end on a loaded machine.
GRACE, LOADED = 0.1, 0.5


@contextlib.contextmanager
def listens(_):
    """The system accepts connections for it, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def greets(secret_key):
    """It opens sessions, and never answers a call."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.linger, router.curve_server, router.curve_secretkey = 0, True, secret_key
        port, goes_on, heard = router.bind_to_random_port("tcp://127.0.0.1"), True, []

        def run():
            while goes_on:
                if not router.poll(50):
                    continue
                peer, received = router.recv_multipart()
                heard.append(read(received)[0])
                if heard[-1] == HELLO:
                    router.send_multipart([peer, frame(WELCOME, {
                        20: 1, 2: 7, 24: "identity", 25: 0, 26: b"", 27: 1 << 20, 28: 128,
                        29: 16384, 18: int(time.monotonic() * 1000)})])

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield port
        finally:
            goes_on = False
            thread.join()
            assert heard[:2] in ([HELLO, REQUEST], []), heard


@pytest.fixture(params=[listens, greets])
def tool(request, tmp_path):
    """Calls a service like that; returns the exit code, the words, and the seconds it took."""
    public, secret = zmq.curve_keypair()
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path),
                   "OCTOPUS_MAP": str(tmp_path / "mesh.json"),
                   "OCTOPUS_KEY": str(tmp_path / "key.json")}
    programs.run([BIN / "octopus", "keys", "new", tmp_path / "key.json"], check=True,
                   capture_output=True, timeout=30)

    def call(timeout, method="identity.v1/GetSigningKeys"):
        began = time.monotonic()
        ended = programs.run(
            [BIN / "octopus", "call", method, "--timeout", str(timeout)],
            capture_output=True, text=True, timeout=60, env=environment)
        return ended.returncode, ended.stderr, time.monotonic() - began

    call.key = json.loads((tmp_path / "key.json").read_text())["publicKey"]
    call.profiles = tmp_path / "octopus"
    with request.param(secret) as port:
        (tmp_path / "mesh.json").write_text(json.dumps({"services": {"identity": [
            {"endpoint": f"tcp://127.0.0.1:{port}", "publicKey": public.decode()}]}}))
        yield call


@pytest.mark.parametrize("timeout", [0.4, 1.5])
def test_a_call_ends_by_its_deadline(tool, timeout):
    """The method's description, which is asked for first, comes out of the same time."""
    code, said, seconds = tool(timeout)
    assert code == UNREACHABLE, said
    assert timeout * 0.9 < seconds < timeout + GRACE + LOADED, said


def log_in(tool):
    """A log-in whose access token is too old: a call for a person renews it first."""
    tool.profiles.mkdir()
    kept = tool.profiles / "default.json"
    kept.write_text(json.dumps({"key": tool.key, "seen": [], "login": {
        "name": "owner@mall.example", "tenant": str(uuid.uuid4()), "accessToken": "old",
        "accessExpiresAt": 1, "refreshToken": "spent"}}))
    kept.chmod(0o600)


@contextlib.contextmanager
def renewing(tool):
    """Another command of the same person holds the log-in, as while it is renewed."""
    with open(tool.profiles / "default.json.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_call_does_not_wait_longer_for_another_command(tool):
    log_in(tool)
    with renewing(tool):
        code, said, seconds = tool(0.4, "identity.v1/ListPartners")
    assert code == UNREACHABLE and "another command" in said, said
    assert seconds < 0.4 + GRACE + LOADED


def test_a_call_for_nobody_does_not_wait_for_another_command(tool):
    """It has the whole of its time for the service; who is logged in is none of its business."""
    log_in(tool)
    with renewing(tool):
        code, said, seconds = tool(0.4)
    assert code == UNREACHABLE and "another command" not in said, said
    assert 0.4 * 0.9 < seconds < 0.4 + GRACE + LOADED
