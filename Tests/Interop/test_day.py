"""The product's main day, by a program that knows only the protocol and the printed contract."""

import time
import uuid

import pytest
import zxingcpp
from PIL import Image

import programs
from conftest import BIN


def refusal(system, call, *arguments, **named):
    with pytest.raises(system.client.Refused) as refused:
        call(*arguments, **named)
    return refused.value


def read_code(folder, text):
    """Draws a code as the system does and reads it as a camera does."""
    picture = folder / "code.png"
    programs.run([BIN / "octopus", "qr", text, "--png", picture], check=True)
    (found,) = zxingcpp.read_barcodes(Image.open(picture))
    return found.text


def test_points_are_given_to_a_scanned_user_and_buy_a_coupon_that_is_redeemed(
        system, shop, end_user, tmp_path):
    shown = end_user.call("GetIDCode")
    scanned = shop.call("ScanCode", text=read_code(tmp_path, shown["text"]))
    assert scanned["kind"] == "endUser"
    assert scanned["endUserId"] == end_user.id
    assert [one["pointTypeId"] for one in scanned["points"]] == [shop.stamp]

    given = shop.call("GiveScanned", scan=scanned["scan"],
                      give={"kind": "points", "pointTypeId": shop.stamp, "amount": 5})
    assert given["given"]["balance"] == 5

    end_user.loyalty.seen |= shop.loyalty.seen
    wallet = end_user.call("GetWallet")
    assert [(one["amount"], one["pointTypeName"]) for one in wallet["balances"]] == [(5, "stamp")]

    got = end_user.call("GetCouponForPoints", route=shop.id, couponId=shop.coupon)
    code = end_user.call("GetIssuedCouponCode", route=shop.id,
                         issuedCouponId=got["issuedCoupon"]["id"])
    redeemed = shop.call("ScanCode", text=read_code(tmp_path, code["signed"]["text"]))
    assert redeemed["kind"] == "coupon"
    assert redeemed["redemptionsLeft"] == 0

    again = refusal(system, shop.call, "ScanCode", text=code["signed"]["text"])
    assert again.reason == "codeUsed" and again.effect == 0
    ledger = shop.ledger()
    assert ledger["isBalanced"] and ledger["spent"] == 5 and ledger["held"] == 0


def test_a_till_displays_codes_that_an_end_user_scans(system, shop, end_user, tmp_path):
    display = shop.call("DisplayCode", uses=2, offer={
        "kind": "points", "pointTypeId": shop.stamp, "amount": 5})["id"]
    shown = shop.call("GetDisplayedCode", displayId=display)
    text = read_code(tmp_path, shown["code"]["text"])
    # The code itself says which partner to call.
    partner = uuid.UUID(text.split(":")[2])
    assert partner == shop.id
    used = end_user.call("UseDisplayedCode", route=partner, text=text)
    assert used["given"]["balance"] == 5 and used["title"] == "stamp"
    again = refusal(system, end_user.call, "UseDisplayedCode", route=partner, text=text)
    assert again.reason == "codeUsed"
    seen = shop.call("GetDisplayedCode", displayId=display, after=0, waitMs=5000)
    assert [(use["endUserId"], use["name"]) for use in seen["uses"]] == [(end_user.id, "Somebody")]

    got = end_user.call("GetCouponForPoints", route=partner, couponId=shop.coupon)
    display = shop.call("DisplayCode", offer={"kind": "redeem", "couponId": shop.coupon})["id"]
    shown = shop.call("GetDisplayedCode", displayId=display)
    used = end_user.call("UseDisplayedCode", route=partner, text=shown["code"]["text"])
    assert used["redemption"]["issuedCouponId"] == got["issuedCoupon"]["id"]
    assert "code" not in shop.call("GetDisplayedCode", displayId=display)
    assert shop.ledger()["isBalanced"]


def test_an_id_code_is_honoured_once(system, shop, end_user):
    text = end_user.call("GetIDCode")["text"]
    assert shop.call("ScanCode", text=text)["endUserId"] == end_user.id
    assert refusal(system, shop.call, "ScanCode", text=text).reason == "codeUsed"


def test_an_id_code_dies_within_a_minute(system, shop, end_user):
    code = end_user.call("GetIDCode")
    assert code["validUntilAt"] - time.time() * 1000 <= 60_000
    watcher = system.session("loyalty")
    while (left := code["validUntilAt"] + 1 - time.time() * 1000) > 0:
        watcher.call("mesh.v1/ReadEvents", {"subject": uuid.uuid4(), "limit": 1,
                                            "waitMs": int(min(left, 2000))})
    assert refusal(system, shop.call, "ScanCode", text=code["text"]).reason == "codeExpired"


def test_a_forged_code_is_refused(system, shop, end_user):
    text = end_user.call("GetIDCode")["text"]
    forged = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert refusal(system, shop.call, "ScanCode", text=forged).reason == "codeRefused"
    assert refusal(system, shop.call, "ScanCode", text="https://example.org").reason == "codeRefused"


def test_one_key_gives_once_and_answers_the_same(system, shop, end_user):
    key = system.client.uuid7()
    award = {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 3}
    shop.loyalty.seen |= end_user.identity.seen
    first = shop.call("AwardPoints", key=key, **award)
    assert shop.call("AwardPoints", key=key, **award) == first
    other = refusal(system, shop.call, "AwardPoints", key=key, **{**award, "amount": 4})
    assert other.reason == "idempotencyKeyReused"
    assert shop.ledger()["held"] == 3


def test_what_is_another_shops_looks_as_if_it_were_not(system, shop, end_user):
    from conftest import Shop
    other = Shop(system)
    shop.loyalty.seen |= end_user.identity.seen
    foreign = refusal(system, shop.call, "AwardPoints", endUserId=end_user.id,
                      pointTypeId=other.stamp, amount=1)
    assert foreign.reason == "notFound"
    routed = refusal(system, shop.loyalty.call, "loyalty.v1/ListPointTypes", {}, route=other.id,
                     token=shop.tokens["accessToken"])
    nobody = refusal(system, shop.loyalty.call, "loyalty.v1/ListPointTypes", {},
                     route=system.client.uuid7(), token=shop.tokens["accessToken"])
    assert (routed.reason, routed.error["message"]) == (nobody.reason, nobody.error["message"])
    assert routed.reason == "notFound"


def test_a_session_that_ended_is_refused_within_a_second(system, shop):
    shop.identity.call("identity.v1/LogOut", {}, route=system.tenant,
                       token=shop.tokens["accessToken"])
    acknowledged = time.monotonic()
    while True:
        try:
            shop.call("ListPointTypes")
        except system.client.Refused as refused:
            assert refused.reason == "tokenRevoked"
            return
        assert time.monotonic() - acknowledged < 1
