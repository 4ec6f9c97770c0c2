"""What identity has refused, loyalty refuses: over a good line, and over one where identity's events come
late, get lost, come again, or do not come at all.
"""

import itertools
import json
import os
import time

import pytest

import spool
from between import Between
from conftest import EndUser, Shop
from desk import Desk
from place import Place, eventually
from revocation import Victim
from test_roles import Account, Mall

pytestmark = pytest.mark.alone

# What a refusal may take to reach every service while the line stands, and the freshness bound here.
REFUSED_SECONDS, BOUND = 1, 2
# What a loaded machine adds to the bound, and how long a mended line may take.
LOADED, MENDED = 0.5, 30
LONG = bool(os.environ.get("OCTOPUS_LONG"))

# How the line behaves, and how long what is refused may still be served.
LINES = {
    "a good line": ({}, REFUSED_SECONDS),
    "late": ({"late": 0.25}, REFUSED_SECONDS),
    "again": ({"again": 50}, REFUSED_SECONDS),
    "lost": ({"lost": 30}, BOUND + LOADED),
    "cut": ({"cut": True}, BOUND + LOADED),
}


class Unsteady(Place):
    """Loyalty reaches identity over a line that misbehaves as it is told; all others reach it directly."""

    def __init__(self, data):
        super().__init__(data)
        self.between = Between(self, "identity", "loyalty")
        told = json.loads(json.dumps(self.map))
        told["services"]["identity"][0]["endpoint"] = self.between.endpoint
        (data / "loyalty.json").write_text(json.dumps(told))

    def flags(self, service):
        flags = super().flags(service)
        return [self.data / "loyalty.json" if service == "loyalty" and flag == self.data / "mesh.json"
                else flag for flag in flags]

    def stop(self, *services):
        super().stop(*services)
        if not services:
            self.between.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Unsteady(tmp_path_factory.mktemp("unsteady"))
    place.start("--security-freshness-bound", f"{BOUND}s")
    yield place
    place.stop()


@pytest.fixture(scope="module")
def shop(place):
    return Shop(place)


@pytest.fixture(autouse=True)
def well_again(place):
    """Each begins when loyalty hears of what identity does at once; a new key is tried only once."""
    loyalty = place.session("loyalty")
    eventually(lambda: loyalty.call("mesh.v1/Health").get("securityAgeMs", BOUND * 1000) < 500, MENDED)
    yield
    place.between.behave()


class Person(Victim):
    """Somebody who reads in loyalty, with the tokens that they have."""

    REVOKED = Victim.REVOKED | {"tokenOutdated"}
    method, route = "loyalty.v1/ListPointTypes", None

    def request(self, award=False):
        """As a victim's; a key that is let in no more is `revoked`."""
        outcome = self.once.call(self.method, route=self.route or self.shop.id,
                                 token=self.tokens["accessToken"])[0]
        if outcome == "unknownSession":
            try:
                self.once.open()
            except AssertionError:
                return "revoked"
        return outcome

    def honoured_for(self, refuse, seconds):
        """How long it was served after `refuse` was acknowledged, looking on for `seconds` and more."""
        eventually(lambda: self.request() == "served", MENDED)
        refuse()
        acknowledged = served = began = time.monotonic()
        while (began := time.monotonic()) < acknowledged + seconds + 1:
            if self.request() == "served":
                served = began
        return served - acknowledged

    def refused_at_last(self, mend):
        """Why it is refused once the line is mended; fails if it is ever served again."""
        mend()
        end = time.monotonic() + MENDED
        while (outcome := self.request()) not in self.REVOKED:
            assert outcome != "served", "served again when the line was mended"
            assert time.monotonic() < end, f"still {outcome}"
        return outcome


# --- ways to be refused: each makes somebody, and what identity does to them ------------------------

def logged_out(place, shop):
    person = Person(place, shop)
    return person, person.log_out, "tokenRevoked"


def revoked_key(place, shop):
    person = Person(place, shop)
    return person, person.revoke_key, "revoked"


def colleague(place, shop):
    account = Account(place, shop)
    hired = account.hire(account.role(points="view"))
    return account, account.call("GetUser", userId=hired.user), Person(place, hired)


def disabled_user(place, shop):
    account, user, person = colleague(place, shop)
    return person, lambda: account.call(
        "DisableUser", userId=user["id"], version=user["version"]), "tokenRevoked"


def deleted_user(place, shop):
    account, user, person = colleague(place, shop)
    return person, lambda: account.call(
        "DeleteUser", userId=user["id"], version=user["version"]), "tokenRevoked"


def ended_sessions(place, shop):
    account, user, person = colleague(place, shop)
    return person, lambda: account.call("EndUserSessions", userId=user["id"]), "tokenRevoked"


def set_password(place, shop):
    account, user, person = colleague(place, shop)
    return person, lambda: account.call("SetUserPassword", userId=user["id"]), "tokenRevoked"


def changed_role(place, shop):
    account = Account(place, shop)
    role = account.role(points="view")
    person = Person(place, account.hire(role))
    return person, lambda: account.edit(role, coupons="view"), "tokenOutdated"


def other_role(place, shop):
    account, user, person = colleague(place, shop)
    other = account.role(coupons="view")
    return person, lambda: account.call(
        "EditUser", userId=user["id"], version=user["version"], name=user["name"],
        email=user["email"], roleId=other["id"]), "tokenOutdated"


def smaller_package(place, shop):
    person, desk = Person(place, Shop(place)), Desk(place)
    request = desk.asked(person.shop, "coupons")
    return person, lambda: desk.approve(request), "tokenOutdated"


def suspended_partner(place, shop):
    person, desk = Person(place, Shop(place)), Desk(place)
    desk.partner(person.shop.id)
    return person, lambda: desk.suspend(person.shop.id), "tokenRevoked"


def disabled_impersonator(place, shop):
    mall = Account(place, Mall(place))
    actor = mall.hire(mall.role(partnerManagement="full"))
    person = Person(place, actor)
    person.tokens = person.identity.call(
        "identity.v1/Impersonate", {"partnerId": shop.id}, route=place.tenant,
        token=person.tokens["accessToken"])
    person.route = shop.id
    user = mall.call("GetUser", userId=actor.user)
    return person, lambda: mall.call(
        "DisableUser", userId=user["id"], version=user["version"]), "tokenRevoked"


def blocked_end_user(place, shop):
    end_user, mall = EndUser(place), Account(place, Mall(place))
    person = Person(place, shop)
    person.method, person.route = "loyalty.v1/GetWallet", place.tenant
    # Through the victim's program, since a session is of its key.
    code = spool.request_code(person.identity, place.mail, end_user.email, route=place.tenant)
    person.tokens = person.identity.call(
        "identity.v1/LogInEndUser", {"contact": end_user.email, "loginCode": code},
        route=place.tenant)
    return person, lambda: mall.call("BlockEndUser", endUserId=end_user.id), "tokenRevoked"


WAYS = [logged_out, revoked_key, disabled_user, deleted_user, ended_sessions, set_password, changed_role,
        other_role, smaller_package, suspended_partner, disabled_impersonator, blocked_end_user]


# Each way over a good line and each line with one way; all with all is the long form.
PAIRS = [(line, way) for way, line in itertools.product(WAYS, LINES)
         if LONG or line == "a good line" or way is WAYS[0]]


@pytest.mark.limit(180)
@pytest.mark.parametrize("line, way", [
    pytest.param(line, way, id=f"{way.__name__}-{line}") for line, way in PAIRS])
def test_what_identity_refused_is_not_honoured(place, shop, line, way):
    manners, seconds = LINES[line]
    person, refuse, reason = way(place, shop)
    try:
        eventually(lambda: person.request() == "served", MENDED)
        place.between.behave(**({} if line == "cut" else manners))
        # A line that is cut is cut in the moment before, so that nothing of the refusal gets through.
        cut = (lambda: place.between.behave(cut=True)) if line == "cut" else (lambda: None)
        honoured = person.honoured_for(lambda: (cut(), refuse()), seconds)
        print(f"honoured for {honoured:.2f} s; {place.between.struck} answers were touched")
        assert honoured < seconds
        assert bool(place.between.struck) == bool(manners)
        assert person.refused_at_last(place.between.behave) == reason
    finally:
        place.between.behave()
        person.close()
