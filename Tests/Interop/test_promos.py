"""Promos: whom they are for, what they show and what is counted, from the contract alone."""

import datetime
import zoneinfo

import pytest

from place import Place, eventually
from conftest import Shop
from test_channels import Reader, published
from test_files import Office, encoded, noise, video
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
    account = Account(place, shop.email, shop.password)
    account.shop = shop
    return account


@pytest.fixture
def reader(place):
    return Reader(place)


def promo(account, *channels, reach="followers", segment=None, **terms):
    made = account.call("CreatePromo", terms={
        "title": "Half price", "text": "Half price today.", "target": "https://cafe.example/half",
        "audience": {"reach": reach, "channels": [one["id"] for one in channels],
                     **({"segmentId": segment["id"]} if segment else {})}, **terms})
    return account.call("SchedulePromo", promoId=made["id"], version=made["version"])


def feed(reader):
    return [one["promoId"] for one in reader.all("ListFeed")]


def status(account, promo):
    return next(one["status"] for one in account.call("ListPromos")["items"] if one["id"] == promo["id"])


def agree(place, reader):
    """To promotions in the app."""
    own = {"route": place.tenant, "token": reader.tokens["accessToken"]}
    version = reader.identity.call("identity.v1/GetProfile", {}, **own)["version"]
    reader.identity.call("identity.v1/SetConsent", {
        "kind": "inAppMarketing", "isGiven": True, "textVersion": "1", "version": version}, **own)


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
    agree(place, reader)
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


def test_pictures_and_a_video_are_read_by_who_sees_the_promo(place, account, reader):
    office, channel = Office(place, account.shop), published(account, "Pictures")
    pictures = [office.upload(encoded(noise(50, 40, seed), "PNG"), "png")["fileId"] for seed in (3, 4)]
    film = office.upload(video(seed=9), "mp4")["fileId"]
    account.partners.seen |= office.partners.seen
    reader.ask("FollowChannel", channelId=channel["id"])
    shown = promo(account, channel, pictureIds=pictures, videoId=film)
    eventually(lambda: feed(reader) == [shown["id"]])
    (item,) = reader.ask("ListFeed")["items"]
    assert item["pictureIds"] == pictures and item["videoId"] == film
    for picture in pictures:
        assert reader.read(account.id, fileId=picture, variant="medium")["mediaType"] == "image/webp"
    assert reader.read(account.id, fileId=film)["mediaType"] == "video/mp4"
    stranger = Reader(place)
    stranger.partners.seen |= reader.partners.seen
    assert refused(place, stranger.read, account.id, fileId=film) == "notFound"
    (mine,) = account.call("ListPromos", status="live")["items"]
    ended = account.call("CancelPromo", promoId=mine["id"], version=mine["version"])
    assert "pictureIds" not in ended["terms"] and "videoId" not in ended["terms"]
    reader.partners.seen |= account.partners.seen
    assert refused(place, reader.read, account.id, fileId=film) == "notFound"


def test_a_promo_for_a_segment_is_for_those_whom_it_selects(place, account, reader):
    channel, other = published(account, "Some"), Reader(place)
    for one in reader, other:
        one.ask("FollowChannel", channelId=channel["id"])
    agree(place, reader)
    segment = account.call("CreateSegment", name="Agreeing",
                           rule={"kind": "consents", "consent": "inAppMarketing"})
    some = promo(account, channel, segment=segment)
    all_of_them = promo(account, channel)
    # Who agrees sees broadcasts of others, too.
    eventually(lambda: set(feed(reader)) >= {some["id"], all_of_them["id"]})
    assert feed(other) == [all_of_them["id"]]
    shown = reader.ask("ListChannelPromos", channelId=channel["id"])["items"]
    assert {one["promoId"] for one in shown} == {some["id"], all_of_them["id"]}
    assert refused(place, other.ask, "OpenPromo", promoId=some["id"]) == "notFound"
    account.call("ArchiveSegment", segmentId=segment["id"], version=segment["version"])
    assert some["id"] in feed(reader) and feed(other) == [all_of_them["id"]]
    assert refused(place, promo, account, channel, segment=segment) == "invalid"
    for one in some, all_of_them:
        reader.ask("OpenPromo", promoId=one["id"])
    account.partners.seen |= reader.partners.seen
    today = datetime.datetime.now(datetime.UTC).date()
    report = account.call("ReadPartnersReport", measures=["promoOpens", "promoClicks"], byThing=True,
                          **{"from": str(today - datetime.timedelta(1)),
                             "until": str(today + datetime.timedelta(2))})
    assert {(one["measure"], one["thingId"]): one["value"] for one in report["totals"]} == {
        ("promoOpens", all_of_them["id"]): 1, ("promoClicks", all_of_them["id"]): 0}
    # One of few people would tell what a single one of them said.
    assert [one["opens"] for one in account.call("ListPromos")["items"]] == [1, 0]


def test_a_promo_by_days_is_shown_until_midnight_of_the_tenants_zone(place, account, reader):
    channel, zone = published(account, "Daily"), zoneinfo.ZoneInfo("Europe/Zagreb")
    reader.ask("FollowChannel", channelId=channel["id"])
    today = datetime.datetime.now(zone).date()
    shown = promo(account, channel, startsOn=str(today), endsOn=str(today + datetime.timedelta(1)))
    assert shown["terms"]["startsOn"] == str(today) and "startsAt" not in shown["terms"]
    eventually(lambda: feed(reader) == [shown["id"]])
    ends = reader.ask("ListFeed")["items"][0]["endsAt"] / 1000
    midnight = datetime.datetime.combine(today + datetime.timedelta(2), datetime.time(), zone)
    assert ends == midnight.timestamp()
    assert refused(place, promo, account, channel, startsOn="2027-02-29") == "invalid"
