"""Roles, packages and ownership from the contract alone: what they give and take holds in every service."""

import itertools
import uuid

import pytest

from conftest import Shop
from desk import Desk
from place import Place, eventually
from revocation import Victim

pytestmark = pytest.mark.alone

# What a change may take to reach every service, acknowledged at identity.
CHANGED_SECONDS = 1
PASSWORD = "seven wet umbrellas sing"


class Account:
    """A shop's account as its owner administers it."""

    numbers = itertools.count(1)

    def __init__(self, system, shop):
        self.system, self.shop = system, shop
        self.identity = system.session("identity")
        self.log_in()

    def log_in(self):
        self.token = self.identity.call(
            "identity.v1/LogIn", {"email": self.shop.email, "password": self.shop.password},
            route=self.system.tenant)["accessToken"]

    def call(self, method, token=None, **body):
        return self.identity.call(f"identity.v1/{method}", body, route=self.system.tenant,
                                  token=token or self.token)

    def role(self, **levels):
        return self.call("CreateRole", name=f"Role {next(self.numbers)} {uuid.uuid4().hex[:6]}",
                         levels=[{"product": product, "level": level}
                                 for product, level in levels.items()])

    def hire(self, role):
        """A colleague with that role, who has chosen a password."""
        email = f"ana{uuid.uuid4().hex[:10]}@shop.example"
        user = self.call("CreateUser", name="Ana Horvat", email=email, roleId=role["id"])["id"]
        temporary = self.call("SetUserPassword", userId=user)["password"]
        self.identity.call("identity.v1/ReplaceTemporaryPassword", {
            "email": email, "password": temporary, "newPassword": PASSWORD}, route=self.system.tenant)
        return Colleague(self.shop, user, email)

    def edit(self, role, **levels):
        role = self.call("GetRole", roleId=role["id"])["role"]
        return self.call("EditRole", roleId=role["id"], version=role["version"], name=role["name"],
                         demandsSecondFactor=False,
                         levels=[{"product": product, "level": level}
                                 for product, level in levels.items()])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("roles"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def shop(place):
    return Shop(place)


@pytest.fixture
def account(place, shop):
    return Account(place, shop)


class Colleague:
    """Somebody of the shop's account, as a victim needs to know them."""

    password = PASSWORD

    def __init__(self, shop, user, email):
        self.id, self.user, self.email = shop.id, user, email


class Mall:
    """The tenant's owner, as an account needs to know them."""

    def __init__(self, place):
        self.id, self.email, self.password = place.tenant, place.owner["email"], place.password


class Owner(Victim):
    """Somebody of a shop's account who calls with the tokens that they have."""

    REVOKED = Victim.REVOKED | {"tokenOutdated"}


@pytest.fixture
def owner(place, shop):
    owner = Owner(place, shop)
    yield owner
    owner.close()


def refused(account, method, **body):
    with pytest.raises(account.system.client.Refused) as found:
        account.call(method, **body)
    return found.value


def test_a_role_is_made_from_what_is_offered_and_says_everything_that_is_wrong(account):
    offered = {one["product"]: one for one in account.call("ListProducts")["products"]}
    assert offered["points"]["most"] == "full" and "partnerManagement" not in offered
    standard = {name: one["standard"] for name, one in offered.items() if one.get("standard")}
    made = account.call("CreateRole", name="Begins")
    assert {one["product"]: one["level"] for one in made["levels"]} == standard
    wrong = refused(account, "CreateRole", name="account owner", levels=[
        {"product": "points", "level": "view"}, {"product": "points", "level": "full"},
        {"product": "partnerManagement", "level": "view"}])
    assert [(one["path"], one["rule"]) for one in wrong.error["violations"]] == [
        ("name", "reserved"), ("levels[1].product", "once"), ("levels[2].product", "known")]
    assert refused(account, "CreateRole", name="BEGINS").reason == "roleNameTaken"
    account.call("DeleteRole", roleId=made["id"], version=made["version"])
    assert refused(account, "GetRole", roleId=made["id"]).reason == "notFound"


def test_another_accounts_role_looks_as_if_it_did_not_exist(place, account):
    mine, stranger = account.role(points="view"), Account(place, Shop(place))
    foreign = refused(stranger, "GetRole", roleId=mine["id"])
    unknown = refused(stranger, "GetRole", roleId=uuid.uuid4())
    assert foreign.reason == "notFound"
    assert foreign.error["message"] == unknown.error["message"]


def test_a_smaller_package_takes_a_product_from_everybody_within_a_second(place, owner, shop):
    """The shop's owner loses points in loyalty, though nobody touched their role."""
    desk = Desk(place)
    request = desk.asked(shop, "coupons")
    changed = owner.revoked_after(lambda: desk.approve(request))
    print(changed)
    assert changed.reason == "tokenOutdated"
    assert changed.seconds < CHANGED_SECONDS
    owner.refresh()
    assert owner.request() == "denied"
    # They come back, with the same role.
    desk.approve(desk.asked(shop, "coupons", "points", "pointNames"))

    def is_served_again():
        owner.refresh()
        return owner.request() == "served"

    eventually(is_served_again)


def test_a_role_that_somebody_is_logged_in_with_changes_in_loyalty_within_a_second(place, account):
    """The cashier sees points; the owner takes that away; the owner gives it back."""
    role = account.role(points="view")
    cashier = account.hire(role)
    victim = Owner(place, cashier)
    try:
        changed = victim.revoked_after(lambda: account.edit(role, coupons="view"))
        print(changed)
        assert (changed.reason, changed.seconds < CHANGED_SECONDS) == ("tokenOutdated", True)
        victim.refresh()
        assert victim.request() == "denied"
        account.edit(role, points="view")
        victim.refresh()
        assert victim.request() == "served"
    finally:
        victim.close()


def test_a_role_in_use_stays_and_says_who_has_it(account):
    role = account.role(points="view")
    cashier = account.hire(role)
    stays = refused(account, "DeleteRole", roleId=role["id"], version=role["version"])
    assert stays.reason == "roleInUse"
    assert [one["path"] for one in stays.error["violations"]] == [str(cashier.user)]


def test_ownership_is_handed_over_by_password_and_both_change_within_a_second(place, account):
    role = account.role(users="full", points="view")
    heir = account.hire(role)
    body = {"userId": heir.user, "roleId": role["id"]}
    wrong = refused(account, "HandOverOwnership", **body, password="wrong")
    assert wrong.reason == "wrongPassword"
    former = Owner(place, account.shop)
    try:
        changed = former.revoked_after(
            lambda: account.call("HandOverOwnership", **body, password=account.shop.password))
        print(changed)
        assert (changed.reason, changed.seconds < CHANGED_SECONDS) == ("tokenOutdated", True)
    finally:
        former.close()
    account.log_in()
    me = account.call("GetMe")
    assert not me["isOwner"] and me["levels"] == {"users": "full", "points": "view"}
    assert Account(place, heir).call("GetMe")["isOwner"]
    assert refused(account, "DeleteUser", userId=heir.user, version=1).reason in (
        "isOwner", "aboveYourself")
