"""The two clients that stand here to be copied: in Python, which is the README's, and in C."""

import json
import os
import sys
import threading
import time
import uuid

import cbor2
import pytest
import zmq

import programs
from conftest import BIN, ROOT, readme_blocks, readme_client
from vectors import KINDS, header

HERE = ROOT / "Tests" / "Interop"


# --- both: named instead of "no answer" ------------------------------------------------------

def test_the_readmes_client_is_the_file():
    assert (HERE / "client.py").read_text() == readme_blocks("python")[0]


def test_what_was_seen_never_goes_back():
    log, epoch, later = ("loyalty", 0), uuid.UUID(int=1), uuid.UUID(int=2)
    seen = readme_client().Seen({log: [*log, epoch, 7]})
    seen |= {log: [*log, epoch, 5]}
    assert seen == {log: [*log, epoch, 7]}
    assert seen | {log: [*log, epoch, 9]} == {log: [*log, epoch, 9]}
    # Another epoch is a restored log, whose numbers begin lower.
    assert seen | {log: [*log, later, 3], ("identity", 0): ["identity", 0, epoch, 1]} == {
        log: [*log, later, 3], ("identity", 0): ["identity", 0, epoch, 1]}


def test_the_readmes_way_from_nothing_to_the_first_call(system, tmp_path):
    commands, usage = readme_blocks("bash"), readme_blocks("python")[1]
    (tmp_path / ".octopus").symlink_to(system.data)
    (tmp_path / ".build").mkdir()
    (tmp_path / ".build" / "release").symlink_to(BIN)
    programs.run(
        ["bash", "-euo", "pipefail", "-c", "".join(commands)], cwd=tmp_path, check=True, timeout=60,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")})
    (tmp_path / "use.py").write_text(
        readme_blocks("python")[0] + f"\ntenant = uuid.UUID('{system.tenant}')\n"
        + usage.replace("loyalty.call(", "print(loyalty.call(").rstrip() + ")\n")
    said = programs.run([sys.executable, "use.py"], cwd=tmp_path, capture_output=True, text=True,
                          timeout=60)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("{")


def stranger(system, tmp_path):
    """A key that nobody registered."""
    public, secret = zmq.curve_keypair()
    file = tmp_path / "stranger.json"
    file.write_text(json.dumps({"publicKey": public.decode(), "secretKey": secret.decode()}))
    file.chmod(0o600)
    return file


def test_python_names_a_key_that_is_not_registered(system, tmp_path):
    session = system.client.Octopus(
        system.data / "mesh.json", stranger(system, tmp_path), "loyalty")
    with pytest.raises(TimeoutError, match="not registered"):
        session.call("mesh.v1/Health", timeout=3)


def test_python_names_a_body_that_is_too_long(system):
    session = system.session("loyalty")
    with pytest.raises(ValueError, match="1048576"):
        session.call("mesh.v1/ReadEvents", {"kinds": ["x" * (1 << 20)], "limit": 1, "waitMs": 0})
    assert session.call("mesh.v1/Health")["service"] == "loyalty"


def test_python_names_throttling(system, shop):
    session = system.session("identity")

    def refusal():
        with pytest.raises(system.client.Refused) as refused:
            session.call("identity.v1/LogIn", {"email": shop.email, "password": "wrong" * 4},
                         route=system.tenant)
        return refused.value

    last = next(one for one in iter(refusal, None) if one.reason != "badCredentials")
    assert last.reason == "throttled" and "wait" in str(last)


def test_python_says_that_nothing_listens(system, tmp_path):
    places = json.loads((system.data / "mesh.json").read_text())
    places["services"]["loyalty"][0]["endpoint"] = "tcp://127.0.0.1:9"
    (tmp_path / "mesh.json").write_text(json.dumps(places))
    session = system.client.Octopus(
        tmp_path / "mesh.json", system.data / "keys" / "operator.json", "loyalty")
    with pytest.raises(TimeoutError, match="nothing listens"):
        session.call("mesh.v1/Health", timeout=1)


# --- C ---------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The C client, built with every warning as an error and with the sanitizers."""
    file = tmp_path_factory.mktemp("c") / "client"
    programs.run(
        ["gcc", "-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror",
         "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-o", file,
         HERE / "c" / "client.c", "-lzmq", "-lcbor"], check=True)
    return file


def run(program, mesh, key, service, method, body=None, *options, timeout=10):
    ended = programs.run(
        [program, mesh, key, service, method, str(int(timeout * 1000)), *map(str, options)],
        input=cbor2.dumps(body or {}), capture_output=True, timeout=timeout + 20)
    return ended.returncode, ended.stdout, ended.stderr.decode()


@pytest.fixture
def c(program, system):
    def call(*arguments, key="operator", **options):
        return run(program, system.data / "mesh.json", system.data / "keys" / f"{key}.json",
                   *arguments, **options)
    return call


def test_the_c_client_is_short():
    lines = (HERE / "c" / "client.c").read_text().splitlines()
    assert len(lines) <= 250 and max(map(len, lines)) <= 120


def test_c_reads(c):
    code, reply, said = c("loyalty", "mesh.v1/Health")
    assert (code, said) == (0, "")
    assert cbor2.loads(reply)["service"] == "loyalty"


def test_c_does_a_command_once(c, system, shop, end_user):
    token, key = shop.tokens["accessToken"], system.client.uuid7()
    body = {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 3}
    shop.loyalty.seen |= end_user.identity.seen
    shop.call("ListPointTypes")  # by now loyalty knows the end user
    first = c("loyalty", "loyalty.v1/AwardPoints", body, shop.id, token, key)
    assert first[0] == 0, first
    assert c("loyalty", "loyalty.v1/AwardPoints", body, shop.id, token, key) == first
    assert c("loyalty", "loyalty.v1/AwardPoints", body, shop.id, token)[0] == 0
    assert shop.ledger()["held"] == 6


def test_c_tells_the_words_of_a_refusal(c, shop):
    body = {"endUserId": uuid.uuid4(), "pointTypeId": shop.stamp, "amount": 0}
    code, reply, said = c("loyalty", "loyalty.v1/AwardPoints", body, shop.id,
                          shop.tokens["accessToken"])
    assert (code, reply) == (1, b"") and "invalid: amount:" in said
    assert "unknownMethod" in c("loyalty", "loyalty.v1/Nothing")[2]


def test_c_names_what_keeps_it_from_a_session(c, program, system, tmp_path):
    mesh = system.data / "mesh.json"
    code, _, said = run(program, mesh, stranger(system, tmp_path), "loyalty", "mesh.v1/Health",
                        timeout=2)
    assert code == 3 and "not registered" in said
    code, _, said = c("loyalty", "mesh.v1/ReadEvents", {"kinds": ["x" * (1 << 20)]})
    assert code == 1 and "longer than" in said
    assert c("nothing", "mesh.v1/Health")[0] == 2
    places = json.loads(mesh.read_text())
    places["services"]["loyalty"][0]["endpoint"] = "tcp://127.0.0.1:9"
    (tmp_path / "mesh.json").write_text(json.dumps(places))
    began = time.monotonic()
    code, _, said = run(program, tmp_path / "mesh.json", system.data / "keys" / "operator.json",
                        "loyalty", "mesh.v1/Health", timeout=1.5)
    assert code == 3 and "nothing listens" in said
    assert 1 < time.monotonic() - began < 10


class Scripted:
    """A service that answers as it was told, and keeps what it was asked."""

    def __init__(self, folder, answers):
        public, secret = zmq.curve_keypair()
        own_public, own_secret = zmq.curve_keypair()
        self.router = zmq.Context.instance().socket(zmq.ROUTER)
        self.router.linger, self.router.curve_server, self.router.curve_secretkey = 0, 1, secret
        port = self.router.bind_to_random_port("tcp://127.0.0.1")
        self.mesh, self.key = folder / "mesh.json", folder / "key.json"
        self.mesh.write_text(json.dumps({"services": {"loyalty": [
            {"endpoint": f"tcp://127.0.0.1:{port}", "publicKey": public.decode()}]}}))
        self.key.write_text(json.dumps(
            {"publicKey": own_public.decode(), "secretKey": own_secret.decode()}))
        self.answers, self.asked, self.pongs, self.sessions = list(answers), [], [], 0
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def send(self, peer, kind, fields, body=b""):
        head = cbor2.dumps(header(fields))
        prefix = b"OM" + bytes([1, KINDS[kind]]) + len(head).to_bytes(4, "big")
        self.router.send_multipart([peer, prefix + head + body])

    def serve(self):
        while self.answers and self.router.poll(20_000):
            peer, frame = self.router.recv_multipart()
            size = int.from_bytes(frame[4:8], "big")
            kind, fields = frame[3], cbor2.loads(frame[8:8 + size])
            if kind == KINDS["HELLO"]:
                self.sessions += 1
                self.send(peer, "WELCOME", {
                    "version": 1, "sessionID": self.sessions, "service": "loyalty", "shard": 0,
                    "contractHash": "hex:00", "now": 5000, "maxBodyBytes": 1048576,
                    "inFlight": 128, "maxHeaderBytes": 16384})
            if kind == KINDS["PONG"]:
                self.pongs.append(fields[17])
            if kind == KINDS["REQUEST"]:
                self.asked.append(fields)
                answer = self.answers.pop(0)
                if answer == "reset":
                    self.send(peer, "RESET", {"sessionID": self.sessions,
                                              "reason": "unknownSession", "callID": fields[1]})
                elif answer == "overloaded":
                    self.send(peer, "REPLY", {"callID": fields[1], "status": 8, "effect": 1,
                                              "retryAfterMs": 20},
                              cbor2.dumps({"reason": "overloaded", "message": "wait"}))
                elif answer == "done":
                    self.send(peer, "PING", {"nonce": 99, "sessionID": self.sessions})
                    self.send(peer, "REPLY", {"callID": fields[1], "status": 0, "effect": 3},
                              cbor2.dumps({"balance": 5}))


def test_c_asks_again_under_the_same_key(program, tmp_path):
    """After a restart, under load, and where no answer comes."""
    service = Scripted(tmp_path, ["reset", "overloaded", "silence", "done"])
    code, reply, said = run(program, service.mesh, service.key, "loyalty",
                            "loyalty.v1/AwardPoints", {"amount": 5}, timeout=20)
    service.thread.join(20)
    assert (code, said, cbor2.loads(reply)) == (0, "", {"balance": 5})
    assert len({one[6] for one in service.asked}) == 1
    assert [one[7] for one in service.asked] == [1, 2, 3, 4]
    assert [one[2] for one in service.asked] == [1, 2, 2, 3]
    assert all(5000 < one[4] <= 5000 + 21_000 for one in service.asked)


def test_c_stops_at_its_deadline(program, tmp_path):
    service = Scripted(tmp_path, ["silence", "silence"])
    began = time.monotonic()
    code, _, said = run(program, service.mesh, service.key, "loyalty", "mesh.v1/Health", timeout=2)
    assert code == 3 and said.startswith("client: tcp://")
    assert 1.9 < time.monotonic() - began < 12
