"""Segments, from the contract alone: what rules select of real profiles, and what partners learn of it."""

import csv
import io
import uuid

import pytest

from conftest import Shop
from place import Place, eventually
from test_channels import Reader, published
from test_partners import Account, Desk
from test_promos import promo
from test_reports import days


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


def file(account, **query):
    """The lines of a report's CSV file, its titles first."""
    begun = account.call("ExportPartnersReport", **query)
    parts, last = [], False
    while not last:
        part = account.partners.call(
            "mesh.v1/ReadExport", {"exportId": begun["exportId"], "chunk": len(parts)},
            token=account.token)
        if "part" in part:
            parts, last = [*parts, part["part"]], part["isLast"]
    return list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"), newline="")))


def test_a_report_tells_what_the_people_of_a_segment_did(place, account):
    channels = [published(account, name) for name in ("Hats", "Gloves")]
    people = [Person(place) for _ in range(10)]
    for person in people:
        person.partners.seen |= account.partners.seen
        person.tell(consents=["inAppMarketing"])
    promos = [promo(account, *channels), promo(account, channels[0])]
    for person in [*people, Person(place)]:
        person.partners.seen |= account.partners.seen
        for channel in channels:
            person.ask("FollowChannel", channelId=channel["id"])
        eventually(lambda: len(person.ask("ListFeed")["items"]) == 2)
        for each in promos:
            person.ask("OpenPromo", promoId=each["id"])
        account.partners.seen |= person.partners.seen
    agreeing = account.call("CreateSegment", name="Agreeing", rule={
        "kind": "consents", "consent": "inAppMarketing"})
    query = {"measures": ["promoOpens", "channelPromoOpens"], "segmentId": agreeing["id"], "step": "day",
             **days("Asia/Kathmandu", 2, 0)}
    told, lines = account.call("ReadPartnersReport", **query), file(account, **query)
    # Ten people, each once, however many promos and channels.
    assert [row["values"] for row in told["rows"]] == [[0, 0], [0, 0], [10, 10]]
    assert [line[4:] for line in lines[1:]] == [list(map(str, row["values"])) for row in told["rows"]]
    assert [line[1] for line in lines[1:]] == [row["begins"] for row in told["rows"]]
    apart = {"measures": ["followers", "channelPromoOpens"], "segmentId": agreeing["id"], "byThing": True,
             "compare": True, **days("Europe/Zagreb")}
    totals, lines = account.call("ReadPartnersReport", **apart)["totals"], file(account, **apart)
    assert {(each["measure"], each["name"], each["value"]) for each in totals} == {
        (measure, name, 10) for measure in apart["measures"] for name in ("Hats", "Gloves")}
    assert [line[:1] + line[2:5] for line in lines[1:]] == [
        [each["measure"], each["name"], str(each["value"]), str(each.get("before", ""))] for each in totals]
    assert sizes(account, agreeing["rule"])[1] == 10

    error = refused(place, account.call, "ReadPartnersReport", **{**query, "measures": ["followersLost"]})
    assert [each["path"] for each in error["violations"]] == ["measures[0]"]
    assert "promoOpens" in error["violations"][0]["message"]
    other = another(place)
    for method in ("ReadPartnersReport", "ExportPartnersReport"):
        assert refused(place, other.call, method, **query)["reason"] == "notFound"
        assert refused(place, other.call, method, **{**query, "segmentId": uuid.uuid4()})["reason"] == "notFound"
    account.call("ArchiveSegment", segmentId=agreeing["id"], version=1)
    assert refused(place, account.call, "ReadPartnersReport", **query)["reason"] == "wrongState"
