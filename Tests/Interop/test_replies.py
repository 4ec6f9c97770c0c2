"""Replies are bounded: a list of long texts costs its own call at most, not the line it came by."""

import datetime
import functools

import cbor2
import pytest
import zmq

from conftest import EndUser, Shop
from place import Place
from siege import PING, PONG, REPLY, REQUEST, dealer, frame, greet, read

LONG = "\u6f22" * 4000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("replies"))
    place.start()
    yield place
    place.stop()


def test_lists_of_long_texts_beside_awards_on_one_line(place):
    shop, end_user = Shop(place), EndUser(place)
    for number in range(100):
        made = shop.call("CreateCoupon", terms={
            "title": f"Coupon {number}", "price": {"pointTypeId": shop.stamp, "amount": 5},
            "description": LONG[:1000], "terms": LONG, "redeemableTimes": 1})
        shop.call("PublishCoupon", couponId=made["id"], version=made["version"])
    keys = place.session("loyalty").keys
    line = dealer(place, "loyalty", (keys["publicKey"].encode(), keys["secretKey"].encode()))
    session, listed, awarded = greet(line), [], []
    lists = {"loyalty.v1/ListCoupons": {"limit": 100}, "mesh.v1/ReadEvents": {
        "limit": 1000, "waitMs": 0}, "mesh.v1/Describe": {}}

    def ask(number, method, body):
        header = {1: number, 2: session, 3: method, 5: shop.id,
                  8: shop.tokens["accessToken"], 9: 1}
        if method == "loyalty.v1/AwardPoints":
            header[6] = place.client.uuid7()
        line.send(frame(REQUEST, header, cbor2.dumps(body)))

    asked = {}
    for number in range(1, 121):
        method = list(lists)[number // 4 % len(lists)] if number % 4 == 0 else None
        if method:
            ask(number, method, lists[method])
        else:
            ask(number, "loyalty.v1/AwardPoints", {
                "endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 1})
        asked[number] = method
        while len(asked) > 20 or (number == 120 and asked):
            assert line.poll(20_000, zmq.POLLIN), "the line is dead"
            received = line.recv()
            assert len(received) <= 8 + 16 * 1024 + 1024 * 1024
            kind, header, body = read(received)
            if kind == PING:
                line.send(frame(PONG, {17: header[17], 2: session}))
                continue
            assert kind == REPLY, header
            method = asked.pop(header[1])
            (listed if method else awarded).append((method, header[12], body))
    assert len(awarded) == 90 and all(status == 0 for _, status, _ in awarded), awarded
    assert len(listed) == 30
    for method, status, body in listed:
        assert status == 0, (method, body)
        if method == "loyalty.v1/ListCoupons":
            assert 0 < len(body["items"]) < 100 and body["next"]
    line.close(0)

    def pages(ask, rows):
        """All rows of a list, each page of which is asked for as large as it may be."""
        found, after = [], {}
        while True:
            page = ask(**after)
            assert len(cbor2.dumps(page)) <= 600 * 1024
            found += page[rows]
            if not page.get("next"):
                return found
            after = {"after": page["next"]}

    titles = {f"Coupon {number}" for number in range(100)}
    mine = pages(lambda **after: shop.call("ListCoupons", limit=100, **after), "items")
    assert titles <= {one["terms"]["title"] for one in mine}
    assert all(one["terms"]["terms"] == LONG for one in mine if one["terms"]["title"] in titles)
    offers = pages(lambda **after: end_user.loyalty.call(
        "loyalty.v1/ListGettable", {"limit": 100, **after}, route=shop.id,
        token=end_user.tokens["accessToken"]), "items")
    assert titles <= {one["title"] for one in offers}
    operator = place.session("loyalty")
    states = pages(lambda **after: operator.call(
        "mesh.v1/ReadSnapshot", {"kinds": ["loyalty.v1/CouponChanged"], "limit": 1000, **after}),
        "states")
    assert len(states) >= 100


DATES = [
    "2026-12-31", "2026-12-31T00:00:00Z", "1798675200000", "", 1798675200.5, True, [], {},
    datetime.datetime(2026, 12, 31, tzinfo=datetime.timezone.utc), b"2026-12-31",
]
NUMBERS = [20261231, 1798675200, 1798675200000000, -1, 0, 2**63 - 1]


def told_about(place, method, body):
    """What is refused of a request that the contract does not allow, so it goes unchecked."""
    shop = one_shop(place)
    session = place.client.Octopus(
        place.data / "mesh.json", place.data / "keys" / "operator.json", "loyalty")
    session.seen |= shop.loyalty.seen
    with pytest.raises(place.client.Refused) as refused:
        session.call(f"loyalty.v1/{method}", body, route=shop.id,
                     token=shop.tokens["accessToken"])
    [violation] = refused.value.error["violations"]
    assert violation["message"]
    return refused.value.reason, violation["path"]


@pytest.mark.parametrize("field", ["validFromAt", "validToAt"])
@pytest.mark.parametrize("date", DATES + NUMBERS, ids=str)
def test_a_date_is_no_instant(place, field, date):
    expected = "malformed" if date in DATES else "invalid"
    told = told_about(place, "CreateCoupon", {"terms": {"title": "t", field: date}})
    assert told == (expected, f"terms.{field}")


@pytest.mark.parametrize("field", ["createdFromAt", "createdToAt"])
@pytest.mark.parametrize("date", DATES + NUMBERS, ids=str)
def test_a_span_of_dates_is_none_of_instants(place, field, date):
    expected = "malformed" if date in DATES else "invalid"
    assert told_about(place, "ListPointTypes", {field: date}) == (expected, field)


@functools.cache
def one_shop(place):
    return Shop(place)
