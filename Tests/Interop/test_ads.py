"""An ad on its way through the tenant's desk, whenever advertising dies."""

import pytest

from conftest import Shop
from desk import Desk
from place import Place, eventually
from test_ad_packages import Advertiser
from test_becoming import rows
from test_step_deaths import dies

pytestmark = pytest.mark.limit(60, setup=120)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("ads"))
    place.start()
    yield place
    place.stop()


def words(text):
    return {"name": "Coffee", "format": "text", "text": text, "action": "Book",
            "target": "https://cafe.example/book"}


def waiting(desk):
    """The ads on the tenant's desk, by their requests."""
    return {one["id"]: one for one in desk.call("ListPendingRequests", desk="others", kind="ad")["items"]}


def becomes(advertiser, ad, status):
    def seen():
        now = advertiser.ask("GetAd", adId=ad["id"])
        return now if now["status"] == status else None

    return eventually(seen)


def step(advertiser, method, ad):
    return advertiser.ask(method, adId=ad["id"], version=ad["version"])


def test_what_is_approved_is_what_was_seen_whenever_advertising_dies(place):
    desk, shop = Desk(place), Shop(place)
    advertiser = Advertiser(place, shop)
    ad = step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=words("Coffee.")))
    first = ad["requestId"]
    eventually(lambda: first in waiting(desk))
    assert waiting(desk)[first]["preview"]["content"] == "Coffee.\nBook\nhttps://cafe.example/book"
    desk.call("RejectRequest", requestId=first, reason="No coffee in December.")
    rejected = becomes(advertiser, ad, "rejected")
    assert rejected["reason"] == "No coffee in December."

    draft = advertiser.ask("EditAd", adId=ad["id"], version=rejected["version"], terms=words("Tea."))
    ad = step(advertiser, "SubmitAd", draft)
    eventually(lambda: ad["requestId"] in waiting(desk))
    place.kill("advertising")
    desk.approve(ad["requestId"])
    dies(place, "advertising", "commit.before:1", "commit.after:1", "commit.before:2", "commit.after:2")
    advertiser = Advertiser(place, shop)
    approved = becomes(advertiser, ad, "approved")
    assert approved["terms"]["text"] == "Tea."
    changed = advertiser.ask("EditAd", adId=ad["id"], version=approved["version"], terms=words("Milk."))
    assert changed["status"] == "inReview" and changed["requestId"] != ad["requestId"]
    assert rows(place, "advertising", "SELECT name, subject FROM parked") == []


def test_what_is_withdrawn_leaves_the_desk(place):
    desk, advertiser = Desk(place), Advertiser(place, Shop(place))
    ad = step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=words("Cake.")))
    eventually(lambda: ad["requestId"] in waiting(desk))
    draft = step(advertiser, "WithdrawAd", ad)
    assert draft["status"] == "draft"
    eventually(lambda: ad["requestId"] not in waiting(desk))
    with pytest.raises(place.client.Refused) as refused:
        desk.approve(ad["requestId"])
    assert refused.value.reason == "alreadyDecided"
    archived = step(advertiser, "ArchiveAd", draft)
    assert archived["status"] == "archived"
    assert rows(place, "partners", "SELECT name, subject FROM parked") == []
