"""What is revoked stays out, and a service that has lost contact with identity trusts nobody."""

import json
import signal
import time

import pytest

from conftest import EndUser, Shop
from place import Place, eventually
from revocation import Once, Victim

pytestmark = pytest.mark.alone

# What a revocation may take to reach every service, acknowledged at identity.
REVOKED_SECONDS = 1
# The freshness bound here, and what a loaded machine adds to it.
BOUND, LOADED = 2, 2
HEALED_SECONDS = 10
WAITING = {"kinds": ["loyalty.v1/PointTypeChanged"], "limit": 1, "waitMs": 30_000}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("freshness"))
    place.start("--security-freshness-bound", f"{BOUND}s")
    yield place
    place.stop()


@pytest.fixture(scope="module")
def people(place):
    return Shop(place), EndUser(place)


@pytest.fixture
def victim(place, people):
    victim = Victim(place, *people, more=("mesh.v1/ListReaders", "mesh.v1/RegisterReader"))
    yield victim
    victim.close()


@pytest.mark.parametrize("how, reason", [
    (Victim.revoke_key, "revoked"), (Victim.log_out, "tokenRevoked"), (Victim.narrow, "denied")])
def test_what_is_revoked_is_refused_within_a_second(victim, how, reason):
    revocation = victim.revoked_after(lambda: how(victim))
    print(revocation)
    assert revocation.reason == reason
    assert revocation.seconds < REVOKED_SECONDS


def at_the_end(once, token=None):
    """What waits for the next event of the partner's, from where the log ends."""
    said, page = once.call("mesh.v1/ReadEvents", WAITING | {"limit": 1000, "waitMs": 0},
                           token=token, seconds=5)
    assert said == "served" and page["isAtEnd"], (said, page)
    return WAITING | {"after": page["next"]}


@pytest.mark.parametrize("how, reason", [
    (Victim.revoke_key, "revoked"), (Victim.log_out, "tokenRevoked"), (Victim.narrow, "denied")])
def test_a_read_that_waits_ends_with_the_right_to_it(victim, how, reason):
    once = victim.once
    token = victim.tokens["accessToken"]
    number = once.send("mesh.v1/ReadEvents", at_the_end(once, token), token=token)
    # It waits: what is asked later is answered before it.
    assert once.call("mesh.v1/Health", seconds=5)[0] == "served"
    how(victim)
    began = time.monotonic()
    assert once.answer(number, seconds=10)[0] == reason
    assert time.monotonic() - began < REVOKED_SECONDS


def test_a_session_is_of_its_key_and_not_of_the_name_that_another_key_has_now(place, victim):
    victim.revoke_key()
    heir = "heir"
    place.octopus("keys", "new", str(place.key_file(heir)))
    victim.admin.call("identity.v1/GrantPrincipal", {
        "name": victim.name, "publicKey": place.public(heir), "grants": ["*"]})
    identity, loyalty = Once(place, "identity", heir), Once(place, "loyalty", heir)
    assert identity.call("identity.v1/RefreshToken",
                         {"refreshToken": victim.tokens["refreshToken"]}, route=place.tenant,
                         seconds=10)[0] == "refreshTokenInvalid"
    for service, method in ((identity, "identity.v1/ListSessions"),
                            (identity, "identity.v1/LogOut"),
                            (loyalty, "loyalty.v1/ListPointTypes")):
        assert service.call(method, route=place.tenant if service is identity else victim.shop.id,
                            token=victim.tokens["accessToken"], seconds=10)[0] == "unauthenticated"
    identity.close()
    loyalty.close()


def test_tokens_name_the_installation_whose_keys_do(place, victim):
    import base64
    payload = victim.tokens["accessToken"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    keys = victim.identity.call("identity.v1/GetSigningKeys")["keys"]
    assert {key["audience"] for key in keys} == {claims["aud"]}


# --- identity is away ------------------------------------------------------------------------------

class Cut:
    """Identity stops answering: it hangs, or it is killed."""

    def __init__(self, place, how):
        self.place, self.how = place, how

    def __enter__(self):
        if self.how == "hangs":
            self.place.processes["identity"].send_signal(signal.SIGSTOP)
        else:
            self.place.kill("identity")
        self.began = time.monotonic()

    def __exit__(self, *_):
        if self.how == "hangs":
            self.place.processes["identity"].send_signal(signal.SIGCONT)
        else:
            self.place.run("identity", "--security-freshness-bound", f"{BOUND}s")


def requests(victim):
    """Reads and commands of persons and of foreign programs at loyalty."""
    shop, token = victim.shop, victim.tokens["accessToken"]
    award = {"endUserId": victim.end_user.id, "amount": 1, "pointTypeId": shop.stamp}
    mine = {"route": shop.id, "token": token}
    return {
        "a person's read": ("loyalty.v1/ListPointTypes", {}, mine),
        "a person's command": ("loyalty.v1/AwardPoints", award, mine),
        "a person's events": ("mesh.v1/ReadEvents", {"limit": 1, "waitMs": 0}, {"token": token}),
        "a program's events": ("mesh.v1/ReadEvents", {"limit": 1, "waitMs": 0}, {}),
        "a program's snapshot": (
            "mesh.v1/ReadSnapshot", {"kinds": ["loyalty.v1/PointTypeChanged"], "limit": 1}, {}),
        "a program's readers": ("mesh.v1/ListReaders", {}, {}),
        "a program's command": ("mesh.v1/RegisterReader", {"name": "mine"}, {}),
    }


def outcomes(once, victim):
    return {name: once.call(method, body, seconds=5, **more)
            for name, (method, body, more) in requests(victim).items()}


def lines(place, words):
    return [line for line in place.log("loyalty").splitlines() if words in line]


@pytest.mark.parametrize("how", ["hangs", "is killed"])
def test_without_identity_nobody_foreign_is_served_after_the_bound(place, victim, how):
    once, mesh = victim.once, Once(place, "loyalty", "identity")
    assert {said for said, _ in outcomes(once, victim).values()} == {"served"}
    waiting = once.send("mesh.v1/ReadEvents", at_the_end(once))
    lost, back = len(lines(place, "Not fresh")), len(lines(place, "Fresh again"))

    with Cut(place, how) as cut:
        began = time.monotonic()
        # What waited is ended, too, and not after its half minute.
        said, reply = once.answer(waiting, seconds=BOUND + LOADED)
        assert said == "unproven", said
        assert time.monotonic() - began < BOUND + LOADED
        for name, (said, reply) in outcomes(once, victim).items():
            assert said == "unproven", (name, said)
            assert reply["retryAfterMs"] > 0
            assert f"the bound of {BOUND} s" in reply["message"], reply
        # How the service is, and the mesh's own reads go on.
        health = once.call("mesh.v1/Health", seconds=5)[1]
        assert health["state"] == "unproven" and health["securityAgeMs"] > BOUND * 1000
        assert "identity's security log was last read" in health["because"]
        assert once.call("mesh.v1/Describe", seconds=5)[0] == "served"
        stats = once.call("mesh.v1/Stats", seconds=5)[1]
        metrics = {metric["name"]: metric.get("value") for metric in stats["metrics"]}
        assert metrics["security_unproven_refusals"] >= len(requests(victim))
        assert metrics["security_age_ms"] > BOUND * 1000
        for name in ("a program's events", "a program's snapshot", "a program's command"):
            method, body, _ = requests(victim)[name]
            assert mesh.call(method, body, seconds=5)[0] == "served", name
        assert mesh.call("mesh.v1/Health", seconds=5)[0] == "served"
        assert len(lines(place, "Not fresh")) == lost + 1

    eventually(lambda: once.call(
        "loyalty.v1/ListPointTypes", route=victim.shop.id, token=victim.tokens["accessToken"],
        seconds=5)[0] == "served", HEALED_SECONDS)
    assert {said for said, _ in outcomes(once, victim).values()} == {"served"}
    assert once.call("mesh.v1/Health", seconds=5)[1]["state"] == "ready"
    eventually(lambda: len(lines(place, "Fresh again")) == back + 1)
    assert len(lines(place, "Not fresh")) == lost + 1
    mesh.close()


def test_a_service_that_is_started_again_without_identity_is_no_fresher_than_before(place, victim):
    """Its tables are as old as they are: the proof that it goes on from is the one that it had kept."""
    token = {"route": victim.shop.id, "token": victim.tokens["accessToken"]}
    with Cut(place, "is killed"):
        place.kill("loyalty")
        place.run("loyalty", "--security-freshness-bound", f"{BOUND}s")
        place.wait_ready("loyalty")
        victim.once.open()
        eventually(lambda: victim.once.call(
            "loyalty.v1/ListPointTypes", seconds=5, **token)[0] == "unproven", BOUND + LOADED)
        # And once more, with nothing young left to go on from.
        place.kill("loyalty")
        place.run("loyalty", "--security-freshness-bound", f"{BOUND}s")
        place.wait_ready("loyalty")
        victim.once.open()
        assert victim.once.call("loyalty.v1/ListPointTypes", seconds=5, **token)[0] == "unproven"
    eventually(lambda: victim.once.call(
        "loyalty.v1/ListPointTypes", seconds=5, **token)[0] == "served", HEALED_SECONDS)
