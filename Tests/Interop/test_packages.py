"""Limits of packages, and what a lost product takes and an upgrade brings back, from the contract alone."""

import contextlib
import sqlite3
import subprocess
import time

import pytest

from conftest import EndUser, Shop
from place import Place, eventually
from test_partners import Account, Desk

OTHERS = "points", "pointNames"


class Cafe(Shop):
    """A partner whose owner is logged in at loyalty and at partners; each waits for what they have seen."""

    def __init__(self, place):
        super().__init__(place)
        self.log_in_anew()

    def log_in_anew(self):
        """What the package gives or takes outdates tokens."""
        self.log_in()
        self.account = Account(self.system, self.email, self.password)

    def ask(self, package, desk=None):
        """Asks for a package, and has it approved if there is a desk."""
        self.account.partners.seen |= self.loyalty.seen
        request = self.account.call("RequestPackage", packageId=package["id"])
        if desk:
            desk.partners.seen |= self.account.partners.seen
            desk.call("ApproveRequest", requestId=request["id"])
            self.loyalty.seen |= desk.partners.seen
        self.loyalty.seen |= self.account.partners.seen
        return request

    def has(self, products):
        """Logs in until identity has read of the package."""
        def found():
            self.log_in_anew()
            return set(products) <= set(self.account.levels())

        eventually(found)

    def coupon_of(self, title, publish=True):
        coupon = self.call("CreateCoupon", terms={"title": title})
        return self.step("PublishCoupon", coupon) if publish else coupon

    def step(self, method, coupon):
        return self.call(method, couponId=coupon["id"], version=coupon["version"])

    def stored(self):
        """Each coupon's status and version, as loyalty's file has them."""
        (file,) = (self.system.data / "loyalty").glob("*.sqlite")
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return {one: (status, version) for one, status, version in database.execute(
                "SELECT id, status, version FROM coupons WHERE partner = ?", (self.id.bytes,))}

    def statuses(self):
        return {one: status for one, (status, _) in self.stored().items()}


def refusal(place, call, *arguments, **more):
    with pytest.raises(place.client.Refused) as found:
        call(*arguments, **more)
    return found.value


def outdated(place, cafe):
    try:
        cafe.call("ListCoupons")
    except place.client.Refused as refused:
        return refused.reason == "tokenOutdated"


def restarted(place, *services):
    for service in services:
        place.kill(service)
    for service in services:
        place.run(service)
    place.wait_ready(*services)


def dies(place, service, commits):
    """Runs a service until it is killed before it commits for so many times."""
    dying = place.run(service, OCTOPUS_FAULT=f"commit.before:{commits}")
    with contextlib.suppress(subprocess.TimeoutExpired):
        dying.wait(10)
    place.kill(service)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("packages"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def desk(place):
    return Desk(place)


def test_from_four_coupons_to_three_and_to_none_and_back(place, desk):
    cafe, ana = Cafe(place), EndUser(place)
    large = desk.package("Large", "coupons", *OTHERS, activeCoupons=10)
    small = desk.package("Small", "coupons", *OTHERS, activeCoupons=3)
    bare = desk.package("Bare", *OTHERS)
    cafe.ask(large, desk)
    cafe.has({"coupons"})
    coupons = [cafe.coupon_of(f"Coffee {number}") for number in (2, 3, 4)]
    cafe.coupon_of("A draft", publish=False)
    held = ana.call("GetCouponForPoints", route=cafe.id, couponId=coupons[0]["id"])["issuedCoupon"]

    # Four are published: the smaller package is refused with numbers.
    refused = refusal(place, cafe.ask, small)
    assert refused.reason == "aboveLimits"
    (violation,) = refused.error["violations"]
    assert violation["path"] == "activeCoupons"
    assert violation["message"] == (
        "4 coupons are published, and the package gives 3: pause or archive 1 first.")

    # The partner obeys and asks; while that waits, a fourth can't be published, whichever service dies.
    cafe.step("ArchiveCoupon", coupons[2])
    cafe.ask(small)
    fourth = cafe.coupon_of("A fourth", publish=False)
    for services in (), ("loyalty",), ("partners",), ("loyalty", "partners"):
        restarted(place, *services)
        refused = refusal(place, cafe.step, "PublishCoupon", fourth)
        assert refused.reason == "packageLimit" and "that is asked for gives 3" in str(refused)
    (request, *_) = cafe.account.call("ListOwnRequests")["items"]
    desk = Desk(place)
    desk.call("ApproveRequest", requestId=request["id"])
    cafe.loyalty.seen |= desk.partners.seen
    refused = refusal(place, cafe.step, "PublishCoupon", fourth)
    assert refused.reason == "packageLimit" and "the package gives 3" in str(refused)
    assert ana.call("GetWallet")["coupons"][0]["id"] == held["id"]
    before = cafe.statuses()

    # Without coupons: nobody sees, gets or uses one within a second of the decision.
    request = cafe.ask(bare)
    desk.call("ApproveRequest", requestId=request["id"])
    decided = time.monotonic()
    eventually(lambda: not ana.call("GetWallet")["coupons"], seconds=1)
    assert not ana.call("ListGettable", route=cafe.id)["items"]
    eventually(lambda: set(cafe.statuses().values()) == {"archived"},
               seconds=max(0.1, decided + 1 - time.monotonic()))
    # Tokens that were issued with coupons are worth nothing more.
    eventually(lambda: outdated(place, cafe), seconds=max(0.1, decided + 1 - time.monotonic()))
    refused = refusal(place, ana.call, "GetIssuedCouponCode", route=cafe.id, issuedCouponId=held["id"])
    assert refused.reason == "wrongState"
    cafe.has(OTHERS)
    assert "coupons" not in cafe.account.levels()
    assert refusal(place, cafe.call, "ListCoupons").reason == "denied"

    # With coupons again: what the loss took is as it was, what a person archived stays so.
    cafe.ask(small, Desk(place))
    eventually(lambda: cafe.statuses() == before)
    assert sorted(before.values()).count("archived") == 1
    cafe.has({"coupons"})
    (wallet,) = ana.call("GetWallet")["coupons"]
    assert wallet["id"] == held["id"]
    code = ana.call("GetIssuedCouponCode", route=cafe.id, issuedCouponId=held["id"])["code"]
    assert cafe.call("RedeemByCode", code=code, endUserCode=ana.code)["issuedCouponId"] == held["id"]
    assert refusal(place, cafe.step, "PublishCoupon", fourth).reason in {"packageLimit", "stale"}


def test_coupons_are_taken_and_given_back_once_through_kills(place, desk):
    cafe = Cafe(place)
    full = desk.package("Full", "coupons", *OTHERS)
    bare = desk.package("Bare", *OTHERS)
    cafe.ask(full, desk)
    cafe.has({"coupons"})
    for number in range(400):
        cafe.coupon_of(f"Coffee {number}", publish=number % 3 > 0)
    before = cafe.stored()
    for package, is_there in (bare, lambda now: set(now.values()) == {"archived"}), (
            full, lambda now: now == {one: status for one, (status, _) in before.items()}):
        place.kill("loyalty")
        request = cafe.account.call("RequestPackage", packageId=package["id"])
        desk.call("ApproveRequest", requestId=request["id"])
        restarted(place, "partners")
        for commits in 3, 4, 5, 7, 9:
            dies(place, "loyalty", commits)
        place.run("loyalty")
        place.wait_ready("loyalty")
        eventually(lambda: is_there(cafe.statuses()), seconds=30)
        cafe.has(OTHERS)
        desk = Desk(place)
    # Each was taken once and given back once.
    assert {one: version for one, (_, version) in cafe.stored().items()} == {
        one: version + 2 for one, (_, version) in before.items()}


def test_operators_are_no_more_than_the_package_gives(place, desk):
    cafe = Cafe(place)
    one = desk.package("One", "chat", *OTHERS, chatOperators=1)
    two = desk.package("Two", "chat", *OTHERS, chatOperators=2)

    def identity(method, **body):
        cafe.identity.seen |= cafe.account.partners.seen | desk.partners.seen
        return cafe.identity.call(f"identity.v1/{method}", body, route=place.tenant,
                                  token=cafe.account.token)

    def operates(user, kind="normal"):
        user = identity("GetUser", userId=user["id"])
        body = {"chatOperator": kind} if kind else {}
        return identity("SetChatOperator", userId=user["id"], version=user["version"], **body)

    cafe.ask(two, desk)
    cafe.has({"chat"})
    role = identity("CreateRole", name="Answers", levels=[{"product": "chat", "level": "view"}],
                    demandsSecondFactor=False)
    users = [identity("CreateUser", name="Ben", email=f"{number}-{cafe.email}", roleId=role["id"])
             for number in range(3)]
    operates(users[0])
    operates(users[1])
    assert refusal(place, operates, users[2]).reason == "packageLimit"
    cafe.account.partners.seen |= cafe.identity.seen
    refused = refusal(place, cafe.account.call, "RequestPackage", packageId=one["id"])
    assert refused.error["violations"][0]["path"] == "chatOperators"
    operates(users[1], None)
    cafe.account.partners.seen |= cafe.identity.seen
    request = cafe.account.call("RequestPackage", packageId=one["id"])
    assert "what was asked for gives 1" in str(refusal(place, operates, users[1]))
    cafe.account.call("CancelRequest", requestId=request["id"])
    operates(users[1])
