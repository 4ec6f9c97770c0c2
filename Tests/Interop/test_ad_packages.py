"""A package of impressions: asked for, approved, and credited once, whenever advertising dies."""

import uuid

import pytest

from conftest import Shop
from desk import Desk
from place import Place, eventually
from test_becoming import rows
from test_partners import Account
from test_step_deaths import dies

pytestmark = pytest.mark.limit(400, setup=120)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("ad-packages"))
    place.start()
    yield place
    place.stop()


class Advertiser(Account):
    """A partner's owner, who buys impressions."""

    def __init__(self, place, shop):
        super().__init__(place, shop.email, shop.password)
        self.advertising = place.session("advertising")
        self.advertising.seen |= self.identity.seen

    def ask(self, method, key=None, **body):
        return self.advertising.call(
            f"advertising.v1/{method}", body, route=self.id, token=self.token, key=key, timeout=30)

    def balance(self):
        return self.ask("GetImpressionBalance")


def package(place, desk, impressions):
    """A new one of the tenant's catalogue."""
    advertising = place.session("advertising")
    advertising.seen |= desk.identity.seen
    return advertising.call("advertising.v1/CreateImpressionPackage", {"terms": {
        "name": f"Package {uuid.uuid4().hex[:6]}", "impressions": impressions, "minorUnits": 4900}},
        route=place.tenant, token=desk.token)["id"]


def at_the_desk(desk, request):
    """What the tenant sees of a request, once partners have read of it."""
    return eventually(lambda: [one for one in desk.call(
        "ListPendingRequests", desk="others", kind="advertisingPackage")["items"] if one["id"] == request])[0]


def test_what_is_approved_is_credited_once_whenever_advertising_dies(place):
    desk = Desk(place)
    shop = Shop(place)
    advertiser, small = Advertiser(place, shop), package(place, desk, 1000)
    key = place.client.uuid7()
    request = advertiser.ask("RequestImpressionPackage", key, impressionPackageId=small)["requestId"]
    place.kill("advertising")
    place.run("advertising")
    place.wait_ready("advertising")
    # The same call again, after its death, asks for nothing new.
    advertiser = Advertiser(place, shop)
    again = advertiser.ask("RequestImpressionPackage", key, impressionPackageId=small)["requestId"]
    assert again == request
    seen = at_the_desk(desk, request)
    assert seen["items"][0]["impressions"] == 1000 and seen["items"][0]["price"]["minorUnits"] == 4900
    place.kill("advertising")
    desk.approve(request)
    dies(place, "advertising", "commit.before:1", "commit.after:1", "commit.before:2", "commit.after:2")
    advertiser = Advertiser(place, shop)
    eventually(lambda: advertiser.balance()["available"] == 1000)
    assert advertiser.balance() == {
        "bought": 1000, "adjusted": 0, "reserved": 0, "counted": 0, "available": 1000}
    assert rows(place, "advertising", "SELECT kind, amount FROM impression_ledger") == [("purchase", 1000)]
    assert rows(place, "advertising", "SELECT name, subject FROM parked") == []
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"]
    # It is charged once, too.
    assert rows(place, "partners", "SELECT kind, price_minor FROM charges WHERE partner = ? AND kind <> 'package'",
                advertiser.id.bytes) == [("impressions", 4900)]


def test_what_is_rejected_or_taken_back_brings_nothing(place):
    desk = Desk(place)
    advertiser = Advertiser(place, Shop(place))
    small = package(place, desk, 500)
    first, second = (advertiser.ask("RequestImpressionPackage", impressionPackageId=small)["requestId"]
                     for _ in range(2))
    for request in first, second:
        at_the_desk(desk, request)
    desk.call("RejectRequest", requestId=first, reason="Not in December.")
    advertiser.call("CancelRequest", requestId=second)
    eventually(lambda: set(rows(
        place, "advertising", "SELECT status FROM impression_requests WHERE partner = ?",
        advertiser.id.bytes)) == {("rejected",), ("cancelled",)})
    assert advertiser.balance()["available"] == 0
    assert {(one["id"], one["status"]) for one in advertiser.call("ListOwnRequests")["items"]} == {
        (first, "rejected"), (second, "cancelled")}
