"""Log-ins whose answer is lost: the service dies after the commit, the client asks again."""

import contextlib
import sqlite3
import uuid

import pytest

import spool
from place import Place

OWNER = {"email": "owner@mall.example"}


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.stop()


def open_sessions(place):
    (file,) = (place.data / "identity").glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return [row[0] for row in database.execute(
            "SELECT id FROM sessions WHERE ended_at IS NULL")]


def call(place, method, body, **more):
    return place.session("identity").call(
        f"identity.v1/{method}", body, route=place.tenant, **more)


def user(place):
    return "LogIn", {**OWNER, "password": place.password}


def end_user(place):
    """A code is asked for before the service runs that dies; each time by somebody new, who may."""
    contact = f"{uuid.uuid4().hex}@mail.example"
    place.run("identity")
    place.wait_ready("identity")
    call(place, "RegisterEndUser", {"email": contact})
    code = spool.request_code(
        place.session("identity"), place.mail, contact, route=place.tenant)
    place.stop("identity")
    return "LogInEndUser", {"contact": contact, "loginCode": code}


@pytest.mark.parametrize("who", [user, end_user])
def test_a_lost_answer_leaves_one_session_that_goes_on(place, who):
    method, body = who(place)
    # Which commit is the log-in's depends on what the service does by itself meanwhile.
    for number in (*range(1, 12), *range(2, 12), *range(2, 12)):
        before, key = open_sessions(place), place.client.uuid7()
        process = place.run("identity", OCTOPUS_FAULT=f"commit.after:{number}")
        with contextlib.suppress(TimeoutError):
            call(place, method, body, key=key, timeout=4)
        place.processes.pop("identity")
        has_died = process.poll() is not None
        process.kill()
        process.wait(10)
        begun = [one for one in open_sessions(place) if one not in before]
        if begun and has_died:
            break
        if begun:
            method, body = who(place)
    assert has_died and len(begun) == 1, "it never died between the commit and the answer"
    place.run("identity")
    place.wait_ready("identity")
    again = call(place, method, body, key=key)
    assert again["sessionId"].bytes == begun[0]
    assert [one for one in open_sessions(place) if one not in before] == begun
    on = call(place, "RefreshToken", {"refreshToken": again["refreshToken"]})
    assert on["sessionId"] == again["sessionId"]
