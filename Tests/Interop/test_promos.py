"""Promos: to followers, to others when the tenant approves it, and what is counted; from the contract alone."""

import pytest

from place import Place, eventually
from conftest import Shop
from test_channels import Reader, published
from test_partners import Account, Desk, refused


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("promos"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def account(place):
    shop = Shop(place)
    return Account(place, shop.email, shop.password)


@pytest.fixture
def reader(place):
    return Reader(place)


def promo(account, *channels, reach="followers", **terms):
    made = account.call("CreatePromo", terms={
        "title": "Half price", "text": "Half price today.", "target": "https://cafe.example/half",
        "audience": {"reach": reach, "channels": [one["id"] for one in channels]}, **terms})
    return account.call("SchedulePromo", promoId=made["id"], version=made["version"])


def feed(reader):
    return [one["promoId"] for one in reader.all("ListFeed")]


def status(account, promo):
    return next(one["status"] for one in account.call("ListPromos")["items"] if one["id"] == promo["id"])


def test_followers_see_a_promo_and_count_once(place, account, reader):
    channel = published(account, "Café")
    reader.ask("FollowChannel", channelId=channel["id"])
    shown = promo(account, channel)
    eventually(lambda: feed(reader) == [shown["id"]])
    assert feed(Reader(place)) == []
    for _ in range(2):
        reader.ask("OpenPromo", promoId=shown["id"])
        assert reader.ask("ClickPromo", promoId=shown["id"]) == {"target": "https://cafe.example/half"}
    (mine,) = account.call("ListPromos", status="live")["items"]
    assert (mine["opens"], mine["clicks"]) == (1, 1)
    (item,) = reader.ask("ListChannelPromos", channelId=channel["id"])["items"]
    assert item["isOpened"] and item["hasLink"]
    account.call("CancelPromo", promoId=mine["id"], version=mine["version"])
    assert feed(reader) == []
    assert refused(place, reader.ask, "ClickPromo", promoId=shown["id"]) == "notFound"


def test_a_broadcast_is_seen_when_it_was_approved_and_by_who_agreed(place, account, reader):
    desk, channel = Desk(place), published(account, "Loud")
    own = {"route": place.tenant, "token": reader.tokens["accessToken"]}
    version = reader.identity.call("identity.v1/GetProfile", {}, **own)["version"]
    reader.identity.call("identity.v1/SetConsent", {
        "kind": "inAppMarketing", "isGiven": True, "textVersion": "1", "version": version}, **own)
    loud, louder = (promo(account, channel, reach="everybody") for _ in range(2))
    assert loud["status"] == louder["status"] == "requested"
    listed = desk.call("ListPendingRequests", desk="others", kind="broadcast")["items"]
    waiting = {one["id"]: one for one in listed}
    preview = waiting[loud["requestId"]]["preview"]
    assert preview["engagement"] == "promo" and "Half price today." in preview["content"]
    assert preview["audience"] >= 0
    desk.call("RejectRequest", requestId=louder["requestId"], reason="Once is enough.")
    desk.call("ApproveRequest", requestId=loud["requestId"])
    eventually(lambda: feed(reader) == [loud["id"]])
    assert feed(Reader(place)) == []
    assert status(account, louder) == "draft"


def test_a_promo_begins_at_its_time_though_the_service_was_killed(place, account, reader):
    channel = published(account, "Patient")
    reader.ask("FollowChannel", channelId=channel["id"])
    early = promo(account, channel)
    eventually(lambda: feed(reader) == [early["id"]])
    started = reader.ask("ListFeed")["items"][0]["startedAt"]
    later = promo(account, channel, startsAt=started + 8000, endsAt=started + 3_600_000)
    assert status(account, later) == "scheduled" and feed(reader) == [early["id"]]
    place.kill("partners")
    place.run("partners")
    place.wait_ready("partners")
    eventually(lambda: feed(reader) == [later["id"], early["id"]], seconds=30)
    assert reader.ask("ListFeed")["items"][0]["startedAt"] >= started + 8000
