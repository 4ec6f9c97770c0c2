"""What a wrong flag, file, frame, key or state gets: one clear error, and nothing changes."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import time

import cbor2
import pytest
import zmq

import programs
from conftest import BIN


@pytest.fixture
def place(system, tmp_path):
    """A folder with everything that a loyalty of its own needs to start, to be spoiled."""
    (tmp_path / "data").mkdir()
    shutil.copy(system.data / "mesh.json", tmp_path / "mesh.json")
    shutil.copy(system.data / "keys" / "loyalty.json", tmp_path / "key.json")
    (tmp_path / "key.json").chmod(0o600)
    return tmp_path


def flags(place, **changed):
    options = {"data-folder": place / "data", "mesh-map": place / "mesh.json",
               "mesh-key-file": place / "key.json", "mesh-endpoint": "tcp://127.0.0.1:*", **changed}
    return [text for name, value in options.items() if value is not None
            for text in (f"--{name}", str(value))]


def refused_start(*arguments, **options):
    ended = programs.run([BIN / "loyalty", *arguments], capture_output=True, text=True,
                           timeout=30, **options)
    assert ended.returncode > 0, ended.stderr
    return ended.stderr


class Started:
    """A loyalty that came up, until the end of the block."""

    def __init__(self, place, **changed):
        self.command = [BIN / "loyalty", *flags(place, **changed)]

    def __enter__(self):
        self.process = programs.start(self.command, stderr=subprocess.PIPE, text=True)
        assert any('ready' in line for line in self.process.stderr)
        return self.process

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=30)


def test_an_unknown_flag_is_named(place):
    assert "--data-foldr" in refused_start(*flags(place), "--data-foldr", "x")


def test_a_value_of_the_wrong_type_is_named(place):
    assert "limits.in-flight" in refused_start(*flags(place, **{"limits-in-flight": "many"}))


def test_an_unknown_key_of_the_configuration_file_is_named(place):
    (place / "configuration.json").write_text('{"mesh": {"mapp": "x"}}')
    assert "mesh.mapp" in refused_start(*flags(place), "--config", place / "configuration.json")


def test_a_missing_setting_is_named(place):
    assert "--mesh-map" in refused_start(*flags(place, **{"mesh-map": None}))


def test_a_missing_key_file_is_named(place):
    (place / "key.json").unlink()
    assert str(place / "key.json") in refused_start(*flags(place))


def test_a_key_file_that_others_can_read_is_refused(place):
    (place / "key.json").chmod(0o644)
    error = refused_start(*flags(place))
    assert str(place / "key.json") in error and "chmod 600" in error


def test_a_broken_mesh_map_is_named(place):
    (place / "mesh.json").write_text("{")
    assert str(place / "mesh.json") in refused_start(*flags(place))


def test_a_key_that_is_not_the_maps_is_refused(place, system):
    shutil.copy(system.data / "keys" / "operator.json", place / "key.json")
    error = refused_start(*flags(place))
    assert "mesh.map" in error and "mesh.key-file" in error


def test_a_port_in_use_is_named(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        endpoint = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert endpoint in refused_start(*flags(place, **{"mesh-endpoint": endpoint}))


def test_a_second_process_on_one_database_is_refused(place):
    with Started(place) as first:
        error = refused_start(*flags(place))
        assert str(first.pid) in error and str(place / "data") in error


def database(place):
    with Started(place):
        pass
    (file,) = (place / "data").glob("*.sqlite")
    return file


def test_a_corrupt_database_is_named_and_left_alone(place):
    file = database(place)
    for part in (place / "data").glob("*.sqlite-*"):
        part.unlink()
    spoiled = b"not a database" + file.read_bytes()[14:]
    file.write_bytes(spoiled)
    assert str(file) in refused_start(*flags(place))
    assert file.read_bytes() == spoiled


def test_a_database_of_a_newer_version_is_refused(place):
    file = database(place)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE migrations SET number = 999, oldest_program = 999 WHERE owner = "
                   "'loyalty' AND number = (SELECT max(number) FROM migrations WHERE owner = "
                   "'loyalty')")
    error = refused_start(*flags(place))
    assert str(file) in error and "newer" in error


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(place):
    (place / "data").chmod(0o500)
    assert str(place / "data") in refused_start(*flags(place))


def test_a_second_sigterm_ends_a_process_that_drains(place):
    with Started(place) as service:
        service.send_signal(signal.SIGTERM)
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=10)


# --- on the wire -----------------------------------------------------------------------------

def refusal(system, *arguments, **named):
    session = system.client.Octopus(
        system.data / "mesh.json", system.data / "keys" / "operator.json", "loyalty")
    with pytest.raises(system.client.Refused) as refused:
        session.call(*arguments, **named)
    assert refused.value.error["debugId"]
    return refused.value


def test_an_unknown_method_is_refused(system):
    assert refusal(system, "loyalty.v1/StealPoints").reason == "unknownMethod"


def test_a_body_that_breaks_the_contract_is_refused_with_the_path(system, shop):
    named = {"route": shop.id, "token": shop.tokens["accessToken"]}
    missing = refusal(system, "loyalty.v1/AwardPoints", {"amount": 1}, **named)
    assert missing.reason == "malformed"
    assert missing.error["violations"][0]["path"] == "endUserId"
    wrong = refusal(system, "loyalty.v1/CreateCoupon", {
        "terms": {"title": "x", "price": {"pointTypeId": shop.stamp, "amount": "five"}}}, **named)
    assert wrong.error["violations"][0]["path"] == "terms.price.amount"


def test_a_command_without_a_key_or_a_route_is_refused(system, shop):
    token = shop.tokens["accessToken"]
    body = {"name": "coin"}
    assert refusal(system, "loyalty.v1/CreatePointType", body, token=token
                   ).reason == "routingKeyMissing"
    session = shop.loyalty
    session.calls += 1
    session._send(3, {1: session.calls, 2: session.session, 3: "loyalty.v1/CreatePointType",
                      5: shop.id, 8: token, 9: 1}, cbor2.dumps(body))
    assert answer(session)["reason"] == "idempotencyKeyMissing"


def answer(session):
    _, _, body = session._receive(time.monotonic() + 10, {4: session.calls})
    return body


def test_a_token_of_another_key_is_refused(system, shop):
    keys = system.data / "keys" / "stranger.json"
    system.octopus("keys", "new", str(keys))
    public = json.loads(keys.read_text())["publicKey"]
    system.octopus("keys", "grant", "stranger", "--public-key", public, "--grant", "*")
    session = system.session("loyalty", key="stranger")
    session.seen |= shop.loyalty.seen
    with pytest.raises(system.client.Refused) as refused:
        session.call("loyalty.v1/ListPointTypes", {}, route=shop.id,
                     token=shop.tokens["accessToken"])
    assert refused.value.reason == "unauthenticated"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30."])
def test_a_token_that_is_none_is_refused(system, shop, token):
    assert refusal(system, "loyalty.v1/ListPointTypes", {}, route=shop.id, token=token or " "
                   ).reason == "unauthenticated"


def test_an_old_call_number_and_a_foreign_session_get_nothing_done(system, shop):
    session, other = shop.loyalty, system.session("loyalty")
    shop.call("ListPointTypes")
    body = cbor2.dumps({"name": "coin"})
    header = {3: "loyalty.v1/CreatePointType", 5: shop.id, 6: system.client.uuid7(),
              8: shop.tokens["accessToken"], 9: 1}
    session._send(3, {1: session.calls, 2: session.session, **header}, body)
    assert other._greet(time.monotonic() + 10)
    other.socket.asked[1] = "loyalty.v1/CreatePointType"
    other._send(3, {1: 1, 2: session.session, **header}, body)
    kind, reset, _ = other._receive(time.monotonic() + 10, {9: 1})
    assert kind == 9 and reset[1] == 1
    assert [one["name"] for one in shop.call("ListPointTypes")["items"]] == ["stamp"]


@pytest.mark.parametrize("frame", [
    b"", b"O", b"GET / HTTP/1.1\r\n\r\n", b"OM\x01\x03\xff\xff\xff\xff", b"OM\x02\x03\0\0\0\0",
    b"OM\x01\x63\0\0\0\0", b"OM\x01\x03" + struct.pack(">I", 1) + b"\xa0",
    b"OM\x01\x03" + struct.pack(">I", 2) + b"\xbf\xbf"])
def test_a_broken_frame_hurts_nobody(system, shop, frame):
    session = system.client.Octopus(
        system.data / "mesh.json", system.data / "keys" / "operator.json", "loyalty")
    session._connect()
    session.socket.poll(5000, zmq.POLLOUT)
    session.socket.send(frame)
    assert shop.call("ListPointTypes")["items"]
