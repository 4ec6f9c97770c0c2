"""`octopus sessions`, `impersonate`, `logout`: where one is logged in, and as whom."""

import json
import uuid

import pytest

from persons import DENIED, REFUSED, USAGE, Owner, Person, columns


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"))


@pytest.fixture
def ana(owner, tmp_path):
    return owner.hire(tmp_path)


def test_sessions_are_listed_and_ended(owner, ana, tmp_path):
    other = Person(owner.system, tmp_path / "other", ana.email)
    other.log_in()
    listed = ana.json("sessions")
    assert len(listed) == 2 and sum(one["isCurrent"] for one in listed) == 1
    rows = columns(ana("sessions").stdout)
    assert sorted(row[0] for row in rows) == sorted(one["id"] for one in listed)
    assert {row[1] for row in rows} == {"operator"}
    assert sum(row[-1].endswith("this one") for row in rows) == 1
    (foreign,) = [one["id"] for one in listed if not one["isCurrent"]]
    assert "One session has ended." in ana("sessions", "--end", foreign).stderr
    assert "octopus login" in other("me", code=DENIED).stderr
    assert "notFound" in ana("sessions", "--end", str(uuid.uuid4()), code=REFUSED).stderr
    other.log_in()
    assert owner.json("sessions", "--user", ana.email, "--end-all") == {"ended": 2}
    ana("me", code=DENIED)
    ana.log_in()
    assert ana.json("sessions", "--end-all") == {"ended": 1}
    ana("sessions", "--end", "all", code=USAGE)
    ana("sessions", "--end", foreign, "--end-all", code=USAGE)
    assert "nobody has the e-mail" in owner(
        "sessions", "--user", "x@mall.example", code=REFUSED).stderr


def test_a_narrow_role_ends_no_others_sessions(owner, ana):
    assert "denied" in ana("sessions", "--user", owner.json("me")["userId"], "--end-all",
                           code=DENIED).stderr


def test_the_partners_place_is_taken_and_left(owner, shop):
    name = owner.json("me")["name"]
    (partner,) = [one for one in owner.json("partners") if one["id"] == str(shop.id)]
    said = owner("impersonate", partner["name"]).stderr
    assert f"acts as {partner['name']} now" in said and "--exit" in said
    me = owner.json("me")
    assert (me["partnerId"], me["impersonatorName"]) == (str(shop.id), name)
    assert f"{name}, in the place of the person above" in owner("me").stdout
    assert shop.email in owner("users").stdout
    said = owner("users", "set", shop.email, "disabled", code=DENIED).stderr
    assert "impersonated" in said and "octopus impersonate --exit" in said
    assert "already" in owner("impersonate", str(shop.id), code=REFUSED).stderr
    assert "You are" in owner("impersonate", "--exit").stderr
    assert owner.json("me")["email"] == owner.email
    assert "nobody's place" in owner("impersonate", "--exit").stderr
    told = owner.json("impersonate", str(shop.id))
    assert set(told) == {"sessionId", "userId", "actorId"}
    owner("impersonate", "--exit")
    assert "no partner is called" in owner("impersonate", "Nowhere", code=REFUSED).stderr
    owner("impersonate", str(uuid.uuid4()), code=REFUSED)
    for line in (["impersonate"], ["impersonate", str(shop.id), "--exit"]):
        owner(*line, code=USAGE)


def test_a_place_that_ended_early_leads_back(system, shop, tmp_path):
    owner = Person(system, tmp_path, system.owner["email"])
    owner.log_in(system.password)
    told = owner.json("impersonate", str(shop.id))
    boss = Person(system, tmp_path / "boss", system.owner["email"])
    boss.log_in(system.password)
    boss("sessions", "--end", told["sessionId"], code=REFUSED)
    partner = Person(system, tmp_path / "partner", shop.email)
    partner.log_in(shop.password)
    (seen,) = [one for one in partner.json("sessions") if one.get("actorId")]
    assert "somebody of the tenant" in partner("sessions").stdout
    partner("sessions", "--end", seen["id"])
    said = owner("users", code=DENIED).stderr
    assert "octopus impersonate --exit" in said
    owner("impersonate", "--exit")
    assert owner.json("me")["email"] == owner.email


def test_a_log_out_in_a_partners_place_ends_both(system, shop, tmp_path):
    owner = Person(system, tmp_path, system.owner["email"])
    assert "Nobody is logged in." in owner("logout").stderr
    owner.log_in(system.password)
    own = owner.json("me")["sessionId"]
    owner("impersonate", str(shop.id))
    said = owner("logout").stderr
    assert said.count("is logged out") == 2
    kept = json.loads((tmp_path / ".config/octopus/default.json").read_text())
    assert "login" not in kept and "own" not in kept
    owner("impersonate", "--exit")
    assert "nobody is logged in" in owner("me", code=DENIED).stderr
    owner.log_in(system.password)
    assert own not in [one["id"] for one in owner.json("sessions")]


def test_who_may_not_take_a_place(ana, shop):
    assert "denied" in ana("impersonate", str(shop.id), code=DENIED).stderr
    assert ana.json("me")["email"] == ana.email


def test_without_a_log_in(system, tmp_path):
    nobody = Person(system, tmp_path)
    for line in (["sessions"], ["me"], ["impersonate", str(uuid.uuid4())], ["partners"]):
        assert "octopus login" in nobody(*line, code=DENIED).stderr
