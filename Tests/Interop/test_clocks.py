"""Wall clocks that are wrong, of services and of clients: said, survived, and mended by a command."""

import json
import struct

import pytest

import programs
from conftest import EndUser, Shop
from place import BIN, SERVICES, Place, eventually

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.stop()


def run(place, **environment):
    """All services, with this environment, until they answer."""
    for service in SERVICES:
        place.run(service, **environment)
    place.wait_ready()


def health(place, service):
    return place.session(service).call("mesh.v1/Health")


def suspicion(place, service):
    """What a service with a wrong clock says once it has read identity's security log."""
    eventually(lambda: "The wall clock can't be believed" in place.log(service))
    eventually(lambda: health(place, service)["state"] != "unproven")
    return health(place, service)


def register(place, key=None):
    """A command that a program sends for nobody."""
    return place.session("identity").call(
        "identity.v1/RegisterEndUser", {"email": f"{place.client.uuid7().hex}@example.org"},
        route=place.tenant, key=key)


def said_by_the_tool(place):
    """What `octopus health` shows, and how it ends."""
    ended = place.octopus("health", check=False)
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("seconds, words", [
    (10 * DAY, "ahead"), (2 * DAY, "ahead"), (-HOUR, "behind"), (-2 * DAY, "behind")])
def test_services_ran_once_with_a_wrong_clock(place, clock, seconds, words):
    """It is said at the start, by `Health` and by `octopus health`; clients with the right time are
    served all the same, and afterwards nothing is left of it."""
    run(place)
    shop, end_user = Shop(place), EndUser(place)
    key = place.client.uuid7()
    award = {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 1}
    first = shop.call("AwardPoints", key=key, **award)
    eventually(lambda: health(place, "loyalty")["followers"][0]["lag"] == 0)
    place.stop()

    run(place, **clock(seconds))
    for service in SERVICES:
        told = suspicion(place, service)
        assert told["state"] == "suspectClock" and words in told["because"], told
        assert "mend-clock" in told["because"]
    code, shown = said_by_the_tool(place)
    assert code == 1 and shown.count("suspectClock") == len(SERVICES) and words in shown, shown
    register(place)
    place.stop()

    run(place)
    for service in SERVICES:
        assert health(place, service)["state"] == "ready"
    assert said_by_the_tool(place)[0] == 0
    shop.identity, shop.loyalty = place.session("identity"), place.session("loyalty")
    shop.log_in()
    assert shop.call("AwardPoints", key=key, **award) == first
    shop.call("AwardPoints", **award)
    register(place)


def test_an_installation_that_began_with_a_wrong_clock_is_mended(tmp_path, clock, monkeypatch):
    """Its own records say that the right clock is ten days behind: a person has to tell."""
    with monkeypatch.context() as wrong:
        for name, value in clock(10 * DAY).items():
            wrong.setenv(name, value)
        place = Place(tmp_path)
        run(place)
        place.stop()
    try:
        run(place)
        for service in SERVICES:
            told = suspicion(place, service)
            assert told["state"] == "suspectClock" and "behind" in told["because"], told
        assert said_by_the_tool(place)[0] == 1
        register(place)
        place.stop()
        for service in SERVICES:
            mended = programs.run([BIN / service, "mend-clock", *place.flags(service)],
                                    capture_output=True, text=True, timeout=60)
            assert mended.returncode == 0, mended.stderr
            assert mended.stdout.startswith("The wall clock is taken as right."), mended.stdout
        run(place)
        code, shown = said_by_the_tool(place)
        assert code == 0 and shown.count("ready") == len(SERVICES), shown
        register(place)
        Shop(place)
    finally:
        place.stop()


def test_a_clock_that_is_set_while_a_service_runs(place, clock, tmp_path):
    """`Health` says it at once, and forgets it as soon as the clock is right again."""
    moving = tmp_path / "moving"
    moving.write_bytes(struct.pack("q", 0))
    run(place, **clock(0, WALL_CLOCK_FILE=str(moving)))
    assert health(place, "loyalty")["state"] == "ready"
    for seconds, words in [(2 * DAY, "ahead"), (-HOUR, "behind")]:
        with open(moving, "r+b") as file:
            file.write(struct.pack("q", seconds))
        for service in SERVICES:
            told = health(place, service)
            assert told["state"] == "suspectClock" and words in told["because"], told
        register(place)
        with open(moving, "r+b") as file:
            file.write(struct.pack("q", 0))
        for service in SERVICES:
            assert health(place, service)["state"] == "ready"
    register(place)


def test_wrong_passwords_with_a_clock_that_steps_lock_nobody_out(place, clock):
    """One before, one while identity's clock is an hour back, one after: the right one is heard."""
    def log_in(password):
        return place.session("identity").call(
            "identity.v1/LogIn", {"email": place.owner["email"], "password": password},
            route=place.tenant, timeout=20)

    for environment in ({}, clock(-HOUR), clock(10 * DAY), {}):
        run(place, **environment)
        with pytest.raises(Exception) as refused:
            log_in("not the password")
        assert refused.value.reason == "badCredentials", refused.value
        place.stop()
    run(place)
    assert log_in(place.password)["accessToken"]


@pytest.mark.parametrize("seconds", [-2 * MINUTE, -HOUR, 2 * MINUTE])
def test_a_token_is_renewed_by_the_clock_of_the_service(place, clock, tmp_path, seconds):
    """A machine whose clock is slow takes a dead token for a good one, and a fast one the other way
    round."""
    moving = tmp_path / "moving"
    moving.write_bytes(struct.pack("q", 0))
    run(place, **clock(0, WALL_CLOCK_FILE=str(moving)))
    here = clock(seconds)

    def listed():
        ended = place.octopus("call", "identity.v1/ListPartners", check=False, **here)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def token():
        (kept,) = (tmp_path / "home" / "octopus").glob("*.json")
        return json.loads(kept.read_text())["login"]["accessToken"]

    place.octopus("login", place.owner["email"], "--tenant", str(place.tenant), "--password-file",
                  str(place.data / "owner.password"), **here)
    first = token()
    listed()
    # Five minutes and ten seconds later, as the services see it; this machine's clock stood still.
    with open(moving, "r+b") as file:
        file.write(struct.pack("q", 310))
    listed()
    assert token() != first
    second = token()
    listed()
    if seconds < 0:
        assert token() == second
    watched = place.octopus("events", "identity", "--tail", "1", **here)
    assert "as owner@mall.example" in watched.stderr


def test_a_time_ago_is_counted_by_the_clock_that_wrote_the_events(place, clock):
    run(place)
    register(place)
    for seconds in (-HOUR, HOUR):
        shown = place.octopus("events", "identity", "--since", "10m", "--kind",
                              "identity.v1/EndUserChanged", **clock(seconds))
        assert len(shown.stdout.splitlines()) == 1, shown.stderr


def test_a_machine_far_ahead_is_told_to_set_its_clock(place, clock):
    run(place)
    ended = place.octopus("call", "identity.v1/RegisterEndUser", json.dumps(
        {"email": "fast@example.org"}), "--route", str(place.tenant), check=False, **clock(HOUR))
    assert ended.returncode == 1 and "idempotencyKeyAhead" in ended.stderr, ended.stderr
    assert "Correct the clock of the machine that made it" in ended.stderr


@pytest.mark.parametrize("seconds", [10 * DAY, 2 * DAY, -HOUR])
def test_guesses_under_a_wrong_clock_lock_nobody_out(place, clock, seconds):
    """Five wrong ones stay free in both services; nothing waits longer than a quarter of an hour."""
    run(place)
    shop = Shop(place)

    def guess_password():
        place.session("identity").call(
            "identity.v1/LogIn", {"email": "owner@mall.example", "password": "wrong" * 4},
            route=place.tenant)

    def guess_code():
        shop.call("RedeemByCode", code="0", endUserCode="0")

    def refusal(guess):
        with pytest.raises(place.client.Refused) as refused:
            guess()
        return refused.value

    free = {guess_password: "badCredentials", guess_code: "codeRefused"}

    def guess_once():
        shop.identity, shop.loyalty = place.session("identity"), place.session("loyalty")
        shop.log_in()
        for guess, reason in free.items():
            assert refusal(guess).reason == reason

    guess_once()
    place.stop()
    run(place, **clock(seconds))
    for _ in range(3):
        guess_once()
    place.stop()
    run(place)
    guess_once()
    place.session("identity").call(
        "identity.v1/LogIn", {"email": "owner@mall.example", "password": place.password},
        route=place.tenant)
    for guess in free:
        refused = [refusal(guess) for _ in range(8)][-1]
        assert refused.reason == "throttled"
        assert refused.error["retryAfterMs"] <= 15 * MINUTE * 1000
