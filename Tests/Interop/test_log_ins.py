"""Log-ins whose answer is lost: the service dies after the commit, the client asks again.

And many at once.
"""

import contextlib
import pathlib
import re
import sqlite3
import time
import uuid

import cbor2
import pytest
import zmq

import spool
from conftest import Shop
from lines import Line, uuid7
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


# --- many at once ------------------------------------------------------------------------------------

# A password is hashed in 19 MiB, by two threads; the rest is what 200 calls, their log and the database's
# pages may take. All of them at once would take 3.8 GB.
AT_ONCE, HASHES_MIB, ROUNDS_MIB = 200, 2 * 19, 40


def peak_mib(process):
    return int(re.search(r"VmHWM:\s+(\d+)",
                         pathlib.Path(f"/proc/{process}/status").read_text())[1]) / 1024


def forget_peak(process):
    """From now on the peak is of what comes."""
    pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")


def outcomes(place, line, bodies):
    """What became of log-ins that were all under way at once."""
    template = line.template("identity.v1/LogIn", {5: place.tenant})
    for body in bodies:
        line.ask(template, cbor2.dumps(body), uuid7())
    found, end = [], time.monotonic() + 60
    while len(found) < len(bodies):
        assert time.monotonic() < end, f"{len(found)} of {len(bodies)} were answered"
        line.socket.poll(100)
        for number, header, body in line.received():
            assert number is not None, header
            found.append("served" if header[12] == 0 else cbor2.loads(body)["reason"])
    return found


@pytest.mark.limit(300)
def test_two_hundred_log_ins_at_once_stay_within_a_bound_of_memory(place):
    place.start()
    shops = [Shop(place) for _ in range(10)]
    known = [{"email": shop.email, "password": shop.password} for shop in shops]
    unknown = [{"email": f"nobody{number}@example.org", "password": shops[0].password}
               for number in range(AT_ONCE // 2)]
    line = Line(zmq.Context.instance(), place.data / "mesh.json", "identity",
                place.key_file("operator"))
    try:
        while line.session is None:
            line.socket.poll(100)
            list(line.received())
            line.greet()
        outcomes(place, line, known)
        process = place.pid("identity")
        forget_peak(process)
        before = peak_mib(process)
        # Those of people who are known and of nobody, by turns.
        bodies = [body for pair in zip(known * (AT_ONCE // 2 // len(known)), unknown) for body in pair]
        found = outcomes(place, line, bodies)
        grown = peak_mib(process) - before
        print(f"{before:.0f} MiB, then {grown:.0f} more;",
              {one: found.count(one) for one in set(found)})
        assert set(found) <= {"served", "badCredentials", "overloaded"}
        assert found.count("served") >= len(known) and "badCredentials" in found
        assert grown < HASHES_MIB + ROUNDS_MIB
        assert set(outcomes(place, line, known)) == {"served"}
    finally:
        line.close()
