"""Replies are bounded: a list of long texts costs its own call at most, not the line it came by."""

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
        # A page that its method bounds, or the word that it forgot to.
        assert status == 0 or body["reason"] == "replyTooLarge", (method, body)
    line.close(0)
