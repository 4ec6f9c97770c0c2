"""Segments, from the contract alone: what rules select of real profiles, and what partners learn of it."""

import uuid

import pytest

from conftest import Shop
from place import Place
from test_channels import Reader, published
from test_partners import Account, Desk


class Person(Reader):
    """An end user who tells something of themselves."""

    def tell(self, *values, consents=()):
        for kind in consents:
            self.identity_call("SetConsent", kind=kind, isGiven=True, textVersion="1",
                               version=self.version())
        self.identity_call("EditProfile", version=self.version(), values=list(values))
        self.partners.seen |= self.identity.seen

    def version(self):
        return self.identity_call("GetProfile")["version"]

    def identity_call(self, method, **body):
        return self.identity.call(
            f"identity.v1/{method}", body, route=self.system.tenant,
            token=self.tokens["accessToken"])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("segments"))
    place.start()
    yield place
    place.stop()


def another(place):
    shop = Shop(place)
    account = Account(place, shop.email, shop.password)
    account.partners.seen |= shop.identity.seen
    return account


@pytest.fixture
def account(place):
    return another(place)


def attribute(place, account, kind, **more):
    desk = Desk(place)
    made = desk.identity.call(
        "identity.v1/CreateAttribute", {"name": f"{kind} {uuid.uuid4().hex[:6]}", "kind": kind, **more},
        route=place.tenant, token=desk.token)
    account.partners.seen |= desk.identity.seen
    return made["id"]


def refused(place, call, *arguments, **more):
    with pytest.raises(place.client.Refused) as found:
        call(*arguments, **more)
    return found.value.error


def sizes(account, rule):
    reply = account.call("PreviewSegment", rule=rule)
    return reply["endUsers"], reply["followers"]


def test_rules_select_by_what_end_users_told_and_sizes_are_whole_tens(place, account):
    city = attribute(place, account, "choice", choices=["Split", "Zadar"])
    home = attribute(place, account, "place")
    channel = published(account, "Umbrellas")
    # A multiple of ten is told exactly, anything else up to nine more or less.
    people = [Person(place) for _ in range(10)]
    for person in people:
        person.partners.seen |= account.partners.seen
        person.tell(
            {"attributeId": city, "choice": "Split"},
            {"attributeId": home, "place": {"latitude": 43.508, "longitude": 16.44}},
            consents=["place"])
        account.partners.seen |= person.partners.seen
    split = {"kind": "attribute", "attribute": {"attributeId": city, "choices": ["Split"]}}
    near = {"kind": "near", "area": {
        "attributeId": home, "latitudeE7": 435_000_000, "longitudeE7": 164_400_000,
        "radiusMeters": 1_000}}
    far = {"kind": "near", "area": {**near["area"], "radiusMeters": 500}}
    assert sizes(account, split) == (10, 0)
    agree = {"kind": "consents", "consent": "place"}
    assert sizes(account, {"kind": "all", "rules": [split, near, agree]}) == (10, 0)
    assert sizes(account, {"kind": "all", "rules": [split, far]}) == (0, 0)
    for person in people:
        person.ask("FollowChannel", channelId=channel["id"])
    follows = {"kind": "follows", "channels": [channel["id"]]}
    assert sizes(account, {"kind": "any", "rules": [follows, far]}) == (10, 10)
    # For a minute the same, although they follow now.
    assert sizes(account, split) == (10, 0)


def test_a_partner_asks_what_was_done_at_it_and_when_people_were_seen_anywhere(place):
    shop, other = Shop(place), another(place)
    account = Account(place, shop.email, shop.password)
    for person in [Person(place) for _ in range(10)]:
        shop.loyalty.seen |= person.identity.seen
        shop.call("AwardPoints", endUserId=person.id, pointTypeId=shop.stamp, amount=1)
    for asker in (account, other):
        asker.partners.seen |= shop.loyalty.seen
    week = {"withinDays": 7}
    assert sizes(account, {"kind": "lastEarned", "span": week}) == (10, 0)
    assert sizes(account, {"kind": "lastEarned", "span": {"beforeDays": 7}}) == (0, 0)
    assert sizes(account, {"kind": "lastRedeemed", "span": week}) == (0, 0)
    assert sizes(other, {"kind": "lastEarned", "span": week}) == (0, 0)
    assert sizes(other, {"kind": "lastSeen", "span": week})[0] >= 10
    assert refused(place, account.call, "PreviewSegment", rule={
        "kind": "lastSeen", "span": {}})["violations"][0]["path"] == "rule.span"


def test_what_a_rule_may_not_name_is_refused_where_it_stands(place, account):
    other = another(place)
    foreign = published(other, "Theirs")
    rule = {"kind": "all", "rules": [
        {"kind": "follows", "channels": [foreign["id"]]},
        {"kind": "not", "rule": {"kind": "attribute", "attribute": {"attributeId": uuid.uuid4()}}},
        {"kind": "joined", "span": {}}]}
    for method, body in (("PreviewSegment", {}), ("CreateSegment", {"name": "Wrong"})):
        error = refused(place, account.call, method, rule=rule, **body)
        assert error["reason"] == "invalid"
        assert [each["path"] for each in error["violations"]] == [
            "rule.rules[0].channels[0]", "rule.rules[1].rule.attribute.attributeId", "rule.rules[2].span"]
    for wrong in ({"kind": "consents", "consent": "place", "onlyIf": "raining"}, {"kind": "rich"}, {}):
        assert refused(place, account.call, "PreviewSegment", rule=wrong)["reason"] == "malformed"


def test_a_segment_is_its_partners_alone(place, account):
    rule = {"kind": "joined", "span": {"withinDays": 30}}
    made = account.call("CreateSegment", name="New", rule=rule)
    assert made["rule"] == rule and made["status"] == "active"
    other = another(place)
    assert refused(place, other.call, "GetSegment", segmentId=made["id"])["reason"] == "notFound"
    assert other.call("ListSegments")["items"] == []
    edited = account.call("EditSegment", segmentId=made["id"], version=1, name="New", rule={
        "kind": "not", "rule": rule})
    assert edited["version"] == 2
    account.call("ArchiveSegment", segmentId=made["id"], version=2)
    assert [each["status"] for each in account.call("ListSegments")["items"]] == ["archived"]
