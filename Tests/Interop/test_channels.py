"""Channels, who follows them and what is near by, from the contract alone."""

import math

import pytest

from conftest import EndUser, Shop
from place import Place, eventually
from test_files import Office, encoded, noise
from test_partners import Account, Desk, refused


class Reader(EndUser):
    """An end user at partners."""

    def __init__(self, place):
        super().__init__(place)
        self.partners = place.session("partners")
        self.partners.seen |= self.identity.seen

    def ask(self, method, **body):
        return self.partners.call(
            f"partners.v1/{method}", body, route=self.system.tenant, token=self.tokens["accessToken"])

    def read(self, partner, **question):
        """Some bytes of a partner's file."""
        return self.partners.call(
            "partners.v1/ReadFile", question, route=partner, token=self.tokens["accessToken"])

    def all(self, method, **body):
        items, after = [], {}
        while True:
            page = self.ask(method, **body, **after)
            items += page["items"]
            if "next" not in page:
                return items
            after = {"after": page["next"]}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("channels"))
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


def degrees(number):
    return round(number * 1e7)


def published(account, name, latitude=None, longitude=None, **terms):
    if latitude is not None:
        terms["place"] = {"latitudeE7": degrees(latitude), "longitudeE7": degrees(longitude)}
    made = account.call("CreateChannel", terms={"name": name, "links": [], **terms})
    return account.call("PublishChannel", channelId=made["id"], version=made["version"])


def haversine(one, other):
    """Metres, as Sinnott has it, of degrees."""
    (south, west), (north, east) = (map(math.radians, point) for point in (one, other))
    chord = math.sin((north - south) / 2) ** 2 + (
        math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2)
    return 2 * 6371008.8 * math.asin(math.sqrt(chord))


def test_a_channel_is_found_followed_and_counted(place, account, reader):
    channel = published(account, "Größe", links=["HTTPS://Cafe.example/menu"])
    assert channel["terms"]["links"] == ["https://cafe.example/menu"]
    found = reader.ask("ListPublishedChannels", search="GRÖSSE")["items"]
    assert [one["channelId"] for one in found] == [channel["id"]]
    first = reader.ask("FollowChannel", channelId=channel["id"])
    assert reader.ask("FollowChannel", channelId=channel["id"]) == first
    (follower,) = account.call("ListFollowers", channelId=channel["id"])["items"]
    assert follower == {"endUserId": reader.id, "endUserCode": reader.code, "name": "Somebody",
                        "sinceAt": first["sinceAt"]}
    (page,) = reader.ask("ListFollowedChannels")["items"]
    assert page["followers"] == 1 and page["followedSinceAt"] == first["sinceAt"]
    assert account.call("ListChannels")["items"][0]["followers"] == 1
    for _ in range(2):
        assert reader.ask("UnfollowChannel", channelId=channel["id"]) == {"channelId": channel["id"]}
    assert account.call("ListChannels")["items"][0]["followers"] == 0


def test_who_scans_the_code_that_a_till_displays_follows_the_channel(place, account, reader):
    channel = published(account, "By the door")
    shop = account.shop
    shop.loyalty.seen |= account.partners.seen
    display = shop.call("DisplayCode", offer={"kind": "follow", "channelId": channel["id"]}, uses=9)
    text = shop.call("GetDisplayedCode", displayId=display["id"])["code"]["text"]
    used = reader.call("UseDisplayedCode", route=shop.id, text=text)
    assert used["title"] == "By the door" and "given" not in used
    # What loyalty has told of it partners has read before it answers.
    reader.partners.seen |= reader.loyalty.seen
    (page,) = reader.ask("ListFollowedChannels")["items"]
    assert page["channelId"] == channel["id"] and page["followers"] == 1
    reader.ask("UnfollowChannel", channelId=channel["id"])
    assert reader.ask("ListFollowedChannels")["items"] == []


def test_a_channels_picture_is_seen_by_who_finds_the_channel(place, account, reader):
    office = Office(place, account.shop)
    content = encoded(noise(60, 40), "PNG")
    picture = office.upload(content, "png")["fileId"]
    channel = account.call("CreateChannel", terms={"name": "Bright", "links": [], "pictureId": picture})
    question = {"fileId": picture, "variant": "small"}
    reader.partners.seen |= account.partners.seen | office.partners.seen
    assert refused(place, reader.read, account.id, **question) == "notFound", "a draft"
    channel = account.call("PublishChannel", channelId=channel["id"], version=channel["version"])
    reader.partners.seen |= account.partners.seen
    assert reader.ask("GetChannel", channelId=channel["id"])["terms"]["pictureId"] == picture
    small = reader.read(account.id, **question)
    assert small["mediaType"] == "image/webp" and small["part"][8:12] == b"WEBP"
    # The original may tell where it was taken.
    assert refused(place, reader.read, account.id, fileId=picture) == "notFound"
    stranger = Shop(place)
    other = Account(place, stranger.email, stranger.password)
    terms = {"name": "Copy", "links": [], "pictureId": picture}
    assert refused(place, other.call, "CreateChannel", terms=terms) == "invalid"
    archived = account.call("ArchiveChannel", channelId=channel["id"], version=channel["version"])
    assert "pictureId" not in archived["terms"]
    reader.partners.seen |= account.partners.seen
    assert refused(place, reader.read, account.id, **question) == "notFound"


def test_near_by_is_sorted_by_distance_on_both_sides_of_the_date_line(account, reader):
    here = (-17.0, 179.99)
    places = [(-17.0, 179.999), (-17.0, -179.999), (-17.01, 179.98), (-16.98, -179.98), (-17.2, 179.99)]
    ids = {}
    for number, point in enumerate(places):
        ids[published(account, f"Island {number}", *point)["id"]] = haversine(here, point)
    asked = {"latitudeE7": degrees(here[0]), "longitudeE7": degrees(here[1])}
    found = reader.all("ListNearbyChannels", **asked, radiusMeters=5000, limit=2)
    expected = sorted((round(far), one) for one, far in ids.items() if far <= 5000)
    assert [(one["distanceMeters"], one["page"]["channelId"]) for one in found] == expected
    assert 0 < len(expected) < len(places)


def test_a_kill_loses_no_follower_and_counts_none_twice(place, account, reader):
    channel = published(account, "Steady", 10, 10)
    reader.ask("FollowChannel", channelId=channel["id"])
    place.kill("partners")
    place.run("partners")
    place.wait_ready("partners")
    reader.ask("FollowChannel", channelId=channel["id"])
    page = reader.ask("GetChannel", channelId=channel["id"])
    assert page["followers"] == 1
    near = {"latitudeE7": degrees(10), "longitudeE7": degrees(10)}
    (found,) = reader.ask("ListNearbyChannels", **near)["items"]
    assert found["page"] == page and found["distanceMeters"] == 0


def test_an_erased_end_user_follows_nothing(place, account, reader):
    channel = published(account, "Forgetful")
    reader.ask("FollowChannel", channelId=channel["id"])
    desk = Desk(place)
    desk.identity.call("identity.v1/EraseEndUser", {"endUserId": reader.id}, route=place.tenant,
                       token=desk.token)
    eventually(lambda: not account.call("ListFollowers", channelId=channel["id"])["items"])
    assert account.call("ListChannels", search="Forgetful")["items"][0]["followers"] == 0


def in_force(desk, account, package):
    """The account after a package was approved, with a token that knows of it."""
    request = account.call("RequestPackage", packageId=package["id"])
    desk.call("ApproveRequest", requestId=request["id"])
    products, shop = set(package["terms"]["products"]), account.shop

    def knowing():
        new = Account(account.place, shop.email, shop.password)
        return new if {"channels", "coupons"} & set(new.levels()) == products else None

    new = eventually(knowing)
    new.shop = shop
    return new


def test_a_package_limits_channels_and_what_it_lacks_is_hidden(place, account, reader):
    desk = Desk(place)
    account = in_force(desk, account, desk.package("One", "channels", channels=1))
    channel = published(account, "Only one")
    terms = {"name": "One too many", "links": []}
    assert refused(place, account.call, "CreateChannel", terms=terms) == "packageLimit"
    assert reader.ask("GetChannel", channelId=channel["id"])["terms"]["name"] == "Only one"
    account = in_force(desk, account, desk.package("None", "coupons"))
    assert refused(place, reader.ask, "GetChannel", channelId=channel["id"]) == "notFound"
    in_force(desk, account, desk.package("All", "channels", "coupons"))
    assert reader.ask("GetChannel", channelId=channel["id"])["terms"]["name"] == "Only one"
