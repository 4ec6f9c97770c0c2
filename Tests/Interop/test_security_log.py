"""The security log: what it has, that a flood drops nothing of it, and that nobody changes it unseen."""

import json

import pytest

import programs
from conftest import EndUser, Shop
from place import BIN, SERVICES, Place, eventually
from test_log_flood import flood


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    for service in SERVICES:
        place.run(service, "--log-security-file", str(place.data / f"{service}.security"))
    place.wait_ready()
    yield place
    place.stop()


def lines(place, service):
    text = (place.data / f"{service}.security").read_text()
    return [json.loads(line) for line in text.splitlines()]


def check(place, service, *flags):
    return programs.run(
        [BIN / service, "check-security-log", *place.flags(service), "--file",
         place.data / f"{service}.security", *flags], capture_output=True, text=True, timeout=30)


def attempt(session, *arguments, **options):
    with pytest.raises(Exception) as refused:
        session.call(*arguments, **options)
    return refused.value.reason


def of_kind(told, kind):
    return [line for line in told if line["kind"] == kind]


def test_who_came_and_what_was_given_and_taken_stands_there_as_ids(place):
    shop, end_user = Shop(place), EndUser(place)
    identity, owner = place.session("identity"), place.owner["email"]
    owner_id = str(identity.call(
        "identity.v1/LogIn", {"email": owner, "password": place.password},
        route=place.tenant)["userId"])
    secret = "a wrong umbrella sings alone"
    assert attempt(identity, "identity.v1/LogIn", {"email": owner, "password": secret},
                   route=place.tenant) == "badCredentials"
    assert attempt(identity, "identity.v1/LogIn", {"email": "nobody@mail.example",
                                                   "password": secret},
                   route=place.tenant) == "badCredentials"
    first = shop.tokens["refreshToken"]
    newer = identity.call("identity.v1/RefreshToken", {"refreshToken": first}, route=place.tenant)
    newer = identity.call("identity.v1/RefreshToken", {"refreshToken": newer["refreshToken"]},
                          route=place.tenant)
    assert attempt(identity, "identity.v1/RefreshToken", {"refreshToken": first},
                   route=place.tenant) == "refreshTokenInvalid"
    place.new_key("lowly", "mesh.v1/Health")
    assert attempt(place.session("loyalty", "lowly"), "loyalty.v1/AwardPoints", {}) == "denied"
    identity.call("identity.v1/RotateSigningKey", {})

    told = lines(place, "identity")
    assert all(line["log"] == "security" and line["service"] == "identity" for line in told)
    assert [line["seq"] for line in told] == list(range(told[0]["seq"], told[0]["seq"] + len(told)))
    failed = of_kind(told, "logInFailed")
    assert [line["reason"] for line in failed] == ["badCredentials"] * 2
    assert failed[0]["account"] == owner_id and "account" not in failed[1]
    assert len(failed[1]["contact"]) == 32
    accounts = {line["account"] for line in of_kind(told, "logIn")}
    assert {str(end_user.id), owner_id} <= accounts
    assert of_kind(told, "refreshTokenReused") and of_kind(told, "passwordSet")
    rights = {line["event"] for line in of_kind(told, "rightChanged")}
    assert rights == {"identity.v1/PrincipalChanged", "identity.v1/SigningKeyChanged",
                      "identity.v1/SessionEnded"}
    granted = [line for line in of_kind(told, "rightChanged") if line.get("program") == "operator"]
    assert granted and granted[0]["key"] == place.public("operator")
    (denied,) = of_kind(lines(place, "loyalty"), "denied")
    assert denied["program"] == "lowly" and denied["method"] == "loyalty.v1/AwardPoints"
    # Ids alone.
    text = (place.data / "identity.security").read_text()
    for personal in (owner, "nobody@mail", end_user.email, shop.email, secret, "Somebody", first):
        assert personal not in text


def test_a_flood_is_counted_in_it_and_nothing_else_is_lost(place):
    place.new_key("lowly", "mesh.v1/Health")
    flood(place, "identity", "lowly", lambda number: "identity.v1/GrantPrincipal", count=5000)
    place.new_key("honest", "mesh.v1/Health")
    place.stop("identity")
    told = lines(place, "identity")
    assert len(of_kind(told, "denied")) == 100
    (counted,) = [line for line in of_kind(told, "counted") if line["of"] == "denied"]
    assert counted["count"] == "4900" and counted["key"] == place.public("lowly")
    assert len(of_kind(told, "rightChanged")) >= 2
    assert check(place, "identity").returncode == 0


def test_a_chain_goes_on_over_kills_and_tells_what_was_changed(place):
    for _ in range(3):
        EndUser(place)
        place.kill("identity")
        place.run("identity", "--log-security-file", str(place.data / "identity.security"))
        place.wait_ready("identity")
    told = lines(place, "identity")
    assert [line["seq"] for line in told] == list(range(told[0]["seq"], told[0]["seq"] + len(told)))
    whole = check(place, "identity")
    assert whole.returncode == 0 and "nothing changed or missing" in whole.stdout, whole.stdout
    file = place.data / "identity.security"
    kept = file.read_text()
    written = kept.splitlines(keepends=True)
    for changed in (
            kept.replace('"kind":"logIn"', '"kind":"logInFailed"', 1),
            "".join(written[:2] + written[3:]),
            "".join(written[:-1])):
        file.write_text(changed)
        found = check(place, "identity")
        assert found.returncode == 65 and "1 faults" in found.stdout, found.stdout
    file.write_text("".join(written[:-1]))
    assert check(place, "identity", "--part", "true").returncode == 0
    file.write_text(kept)
    assert check(place, "identity").returncode == 0


def test_without_a_file_of_its_own_it_stands_in_the_log_and_commands_too(tmp_path):
    place = Place(tmp_path)
    place.start()
    EndUser(place)
    place.stop()
    told = [json.loads(line) for line in place.log("identity").splitlines()
            if line.startswith('{"log":"security"')]
    assert {"started", "stopped", "logIn"} <= {line["kind"] for line in told}
    # What commands did before, as they spoke to the operator.
    assert [line["seq"] for line in told] == list(range(1, len(told) + 1))
    assert [line["command"] for line in told if line["kind"] == "operatorCommand"] == [
        "bootstrap", "register-principal"]
    found = programs.run(
        [BIN / "identity", "check-security-log", *place.flags("identity"), "--file",
         place.data / "logs" / "identity.log"], capture_output=True, text=True, timeout=30)
    assert found.returncode == 0, found.stdout


def test_it_is_opened_anew_at_a_hang_up(place):
    file = place.data / "identity.security"
    file.rename(place.data / "identity.security.1")
    place.processes["identity"].send_signal(1)
    eventually(file.exists)
    EndUser(place)
    assert of_kind(lines(place, "identity"), "logIn")
    assert check(place, "identity").returncode == 0
