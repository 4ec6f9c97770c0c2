"""`octopus impressions`, `ads`, `campaigns`, `applications` and `placements`: what a tenant offers, and what a
partner makes of it."""

import datetime
import uuid

import pytest

from conftest import Shop
from persons import DENIED, REFUSED, USAGE, Owner, columns
from place import eventually
from test_files import encoded, noise


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def shop(system, tmp_path_factory):
    """A partner's owner at the command line."""
    shop = Shop(system)
    owner = Owner(system, tmp_path_factory.mktemp("shop"), shop)
    owner.shop = shop
    return owner


def name(what):
    return f"{what} {uuid.uuid4().hex[:6]}"


def later(days):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def decide(owner, request, *words):
    """The tenant's decision, once the request stands on its desk."""
    eventually(lambda: request in {one["id"] for one in owner.json("requests", "--desk", "others")})
    owner("requests", *(words or ["approve"]), request)


def becomes(shop, what, thing, status):
    return eventually(lambda: (found := shop.json(what, "show", thing))["status"] == status and found)


def approved(shop, owner, *options):
    title = name("Cup")
    shop("ads", "add", title, *(options or ["--text", "For two.", "--action", "Book", "--target",
                                            "https://cafe.example/book"]))
    decide(owner, shop.json("ads", "submit", title)["requestId"])
    return becomes(shop, "ads", title, "approved")


def test_packages_are_offered_asked_for_and_credited(owner, shop):
    title = name("Small")
    made = owner.json("impressions", "add", title, "--impressions", "1000", "--price", "4900")
    assert made["terms"] == {"name": title, "impressions": 1000, "minorUnits": 4900}
    (row,) = [row for row in columns(owner("impressions").stdout) if row[0] == made["id"]]
    assert row[1:] == [title, "1000", "49.00 EUR", "available"]
    assert owner.json("impressions", "retire", title)["status"] == "retired"
    assert title not in shop("impressions").stdout
    assert owner.json("impressions", "offer", made["id"])["status"] == "available"

    before = shop.json("impressions", "balance")
    request = shop.json("impressions", "ask", title)["requestId"]
    assert request in {one["id"] for one in shop.json("account", "requests")}
    decide(owner, request)
    eventually(lambda: shop.json("impressions", "balance")["bought"] == before["bought"] + 1000)
    (entry,) = [one for one in shop.json("impressions", "ledger", "--kind", "purchase")
                if one.get("requestId") == request]
    assert entry["amount"] == 1000 and request in shop("impressions", "ledger").stdout
    said = shop("impressions", "ask", title + "x", code=REFUSED).stderr
    assert "no impression package is called" in said and "octopus impressions" in said
    shop("impressions", "add", "Mine", "--impressions", "1", "--price", "1", code=DENIED)
    owner("impressions", "ask", title, code=DENIED)


def test_a_tenant_sees_and_corrects_what_partners_have(owner, shop):
    partner = str(shop.shop.id)
    before = shop.json("impressions", "balance")
    given = owner.json("impressions", "adjust", partner, "--by", "300", "--reason", "It was dark.")
    assert given["available"] == before["available"] + 300
    taken = owner.json("impressions", "adjust", partner, "--by", "-100", "--reason", "Too many.")
    assert taken["adjusted"] == before["adjusted"] + 200
    assert "It was dark." in shop("impressions", "ledger", "--kind", "increase").stdout
    (row,) = [row for row in columns(owner("impressions", "balance").stdout) if row[0] == partner]
    assert row[1] and row[2:] == [str(taken[name]) for name in (
        "bought", "adjusted", "reserved", "counted", "available")]
    assert f"available  {taken['available']}" in shop("impressions", "balance").stdout
    held = {"total": taken["bought"] + taken["adjusted"], "available": taken["available"]}
    eventually(lambda: shop.json("account")["heldImpressions"] == held)
    assert f"{held['available']} available of {held['total']}" in shop("account").stdout
    said = owner("impressions", "adjust", partner, "--by", "-1000000", "--reason", "All.", code=REFUSED)
    assert "insufficientImpressions" in said.stderr
    shop("impressions", "ledger", "--kind", "gift", code=USAGE)


@pytest.mark.limit(120)
def test_a_picture_becomes_an_ad_that_the_tenant_decides(owner, shop, tmp_path):
    title = name("Cup")
    for number in range(2):
        (tmp_path / f"{number}.png").write_bytes(encoded(noise(300, 200, seed=number), "PNG"))
    draft = shop.json("ads", "add", title, "--picture", tmp_path / "0.png", "--headline", "Come in",
                      "--target", "https://cafe.example/")
    assert (draft["status"], draft["terms"]["format"]) == ("draft", "picture")
    assert "Come in" in shop("ads", "show", title).stdout
    asked = shop.json("ads", "submit", title)
    assert asked["status"] == "inReview"
    assert shop.json("ads", "withdraw", title)["status"] == "draft"
    decide(owner, shop.json("ads", "submit", title)["requestId"], "reject", "--reason", "Too loud.")
    assert becomes(shop, "ads", title, "rejected")["reason"] == "Too loud."
    assert "Too loud." in shop("ads", "--status", "rejected").stdout
    assert shop.json("ads", "archive", title)["status"] == "archived"
    assert "no ad is called" in shop("ads", "submit", title, code=REFUSED).stderr
    assert "wrongState" in shop("ads", "submit", draft["id"], code=REFUSED).stderr

    cakes = shop.json("ads", "add", name("Cakes"), "--picture", tmp_path / "0.png", "--picture",
                      tmp_path / "1.png")
    assert cakes["terms"]["format"] == "carousel" and len(cakes["terms"]["cards"]) == 2
    worded = shop.json("ads", "edit", cakes["id"], "--card-headline", "2=Fresh = today", "--card-target",
                       "1=https://cafe.example/cakes", "--headline", "Cakes")
    first, second = worded["terms"]["cards"]
    assert first == cakes["terms"]["cards"][0] | {"target": "https://cafe.example/cakes"}
    assert second == cakes["terms"]["cards"][1] | {"headline": "Fresh = today"}
    turned = shop.json("ads", "edit", cakes["id"], "--picture", tmp_path / "1.png", "--picture", tmp_path / "0.png",
                       "--card-target", "1=", "--headline", "")
    assert turned["terms"]["cards"] == [
        {"pictureId": second["pictureId"]}, {"pictureId": first["pictureId"], "headline": "Fresh = today"}]
    assert "headline" not in turned["terms"] and turned["terms"]["name"] == cakes["terms"]["name"]
    assert "there is no card 3" in shop("ads", "edit", cakes["id"], "--card-headline", "3=More", code=USAGE).stderr
    elsewhere = shop.json("ads", "add", name("Oven"), "--video-link", "https://video.example/oven")
    assert elsewhere["terms"]["format"] == "video"


def test_an_approved_ad_that_is_edited_returns_to_review(owner, shop, tmp_path):
    ad = approved(shop, owner)
    (tmp_path / "cup.png").write_bytes(encoded(noise(300, 200), "PNG"))
    title = name("Mug")
    edited = shop.json("ads", "edit", ad["terms"]["name"], "--name", title, "--picture", tmp_path / "cup.png",
                       "--text", "")
    assert edited["status"] == "inReview" and edited["terms"]["format"] == "picture"
    assert edited["terms"].keys() == {"name", "format", "action", "target", "pictureId"}
    decide(owner, edited["requestId"])
    becomes(shop, "ads", title, "approved")
    shop("ads", "edit", title, code=USAGE)


def test_an_ad_that_can_not_be_is_not_made(shop, tmp_path):
    (tmp_path / "text.png").write_text("I am no picture.")
    for options in ([], ["--text", "For two."], ["--picture", tmp_path / "text.png"],
                    ["--picture", "a.png", "--video-link", "https://video.example/oven"]):
        shop("ads", "add", "Wrong", *options, code=USAGE)
    said = shop("ads", "add", "Wrong", "--text", "For two.", "--action", "Book", "--target",
                "javascript:alert(1)", code=REFUSED).stderr
    assert "terms.target" in said


@pytest.mark.limit(120)
def test_a_campaign_is_planned_booked_paused_extended_and_finished(owner, shop):
    ad, title = approved(shop, owner), name("May")
    owner("impressions", "adjust", str(shop.shop.id), "--by", "3000", "--reason", "A test.")
    before = shop.json("impressions", "balance")["available"]
    shop("segments", "add", (segment := name("Regulars")),
         '{"kind": "lastEarned", "span": {"withinDays": 30}}')
    draft = eventually(lambda: made(shop, title, ad, segment))
    terms = draft["terms"]
    assert terms["cap"] == {"most": 3, "period": "day"} and len(terms["blockedHours"]) == 8
    assert {"day": "monday", "fromMinute": 1320, "toMinute": 1440} in terms["blockedHours"]
    shown = shop("campaigns", "show", title).stdout
    assert f"{ad['id']}  {ad['terms']['name']}  approved" in shown
    assert "monday 22:00 to 24:00" in shown and "3 a day" in shown and "at most 100" in shown
    assert "not known yet" in shop("campaigns", "forecast", title).stdout

    edited = shop.json("campaigns", "edit", title, "--most-a-day", "200", "--without", "cap", "--without", "segment",
                       "--without", "blocked", "--starts-at", "2026-05-01T00:00:00Z", "--ends-at", later(20))
    without = terms.keys() - {"cap", "segmentIds", "blockedHours"}
    assert edited["terms"].keys() == without and edited["terms"]["dailyImpressions"] == 200
    assert edited["terms"]["startsAt"] < terms["startsAt"] and edited["terms"]["endsAt"] < terms["endsAt"]
    assert all(edited["terms"][one] == terms[one] for one in ("name", "adIds", "impressions", "priority"))
    shop("campaigns", "edit", title, code=USAGE)
    shop("campaigns", "edit", title, "--without", "end", code=USAGE)

    asked = shop.json("campaigns", "submit", title)
    assert "wrongState" in shop("campaigns", "edit", title, "--priority", "1", code=REFUSED).stderr
    assert asked["remaining"] == 600
    assert shop.json("impressions", "balance")["available"] == before - 600
    assert shop.json("campaigns", "withdraw", title)["remaining"] == 0
    decide(owner, shop.json("campaigns", "submit", title)["requestId"])
    becomes(shop, "campaigns", title, "running")
    assert shop.json("campaigns", "pause", title)["status"] == "paused"
    (row,) = [row for row in columns(shop("campaigns").stdout) if row[0] == draft["id"]]
    assert row[1:3] == [title, "paused (asked)"] and row[5:] == ["600", "0", "600"]
    assert shop.json("campaigns", "resume", title)["status"] == "running"
    longer = shop.json("campaigns", "extend", title, "--impressions", "1000", "--ends-at", later(60))
    assert longer["remaining"] == 1000 and longer["terms"]["endsAt"] > terms["endsAt"]
    ended = shop.json("campaigns", "finish", title)
    assert (ended["status"], ended["endedBy"]) == ("finished", "asked")
    assert shop.json("impressions", "balance")["available"] == before
    assert "no campaign is called" in shop("campaigns", "pause", title, code=REFUSED).stderr


def made(shop, title, ad, segment):
    """The draft, once advertising has read of the segment."""
    words = ["campaigns", "add", title, "--ad", ad["terms"]["name"], "--impressions", "600", "--days", "30",
             "--cap", "3/day", "--most-a-day", "100", "--blocked", "daily=0-6", "--blocked",
             "monday=22-24", "--segment", segment, "--priority", "7"]
    try:
        return shop.json(*words)
    except AssertionError as refused:
        assert "segmentIds" in str(refused)


def test_a_tenant_says_where_ads_are_shown(owner, shop):
    mall, top = name("Mall"), name("Top")
    app = owner.json("applications", "register", mall, "--kind", "app")
    assert app["terms"] == {"name": mall, "kind": "app", "showsAds": False}
    placement = owner.json("placements", "register", top, "--application", mall, "--sort", "banner", "--format",
                           "picture", "--size", "320x50")
    assert placement["terms"]["size"] == {"width": 320, "height": 50}
    assert placement["applicationId"] == app["id"] and not placement["terms"]["showsAds"]
    assert top not in shop("placements").stdout
    assert owner.json("applications", "on", mall)["terms"]["showsAds"]
    assert owner.json("placements", "on", top)["terms"]["showsAds"]
    (row,) = [row for row in columns(shop("placements").stdout) if row[0] == placement["id"]]
    assert row[1:] == [top, mall, "app", "banner", "picture", "320x50"]
    edited = owner.json("placements", "edit", top, "--format", "picture", "--format", "text", "--without", "size",
                        "--life", "90")
    assert edited["terms"] == {"name": top, "sort": "banner", "formats": ["picture", "text"], "lifeSeconds": 90,
                               "showsAds": True}
    (row,) = [row for row in columns(owner("placements", "list", "--application", mall).stdout)
              if row[0] == placement["id"]]
    assert row[1:] == [top, mall, "banner", "picture text", "", "90 s", "on", "active"]
    assert owner.json("applications", "edit", mall, "--kind", "website")["terms"]["showsAds"]
    (row,) = [row for row in columns(owner("applications").stdout) if row[0] == app["id"]]
    assert row[1:5] == [mall, "website", "on", "active"]

    ad, title = approved(shop, owner), name("Here")
    booked = shop.json("campaigns", "add", title, "--ad", ad["id"], "--impressions", "10", "--days", "1",
                       "--placement", top)
    assert booked["terms"]["placementIds"] == [placement["id"]]
    assert f"placement    {placement['id']}" in shop("campaigns", "show", title).stdout
    assert "placementIds" not in shop.json("campaigns", "edit", title, "--without", "placement")["terms"]

    assert not owner.json("placements", "off", top)["terms"]["showsAds"]
    assert top not in shop("placements").stdout
    assert owner.json("placements", "archive", top)["status"] == "archived"
    assert not owner.json("applications", "off", mall)["terms"]["showsAds"]
    assert owner.json("applications", "archive", mall)["status"] == "archived"
    assert app["id"] in owner("applications", "--status", "archived").stdout
    assert "no application is called" in owner("applications", "on", mall, code=REFUSED).stderr
    assert "wrongState" in owner("applications", "on", app["id"], code=REFUSED).stderr
    for wrong in (["--size", "320"], ["--size", "0x50"], ["--format", "sound"], ["--without", "sort"], []):
        owner("placements", "edit", top, *wrong, code=USAGE)
    owner("placements", "register", top, "--application", mall, "--sort", "banner", code=USAGE)
    owner("applications", "edit", mall, code=USAGE)
    shop("applications", code=DENIED)


def test_a_plan_is_forecast_and_one_that_can_not_be_is_refused_in_words(shop):
    plan = ["campaigns", "forecast", "--impressions", "1000"]
    assert shop.json(*plan, "--days", "7")["countedDays"] == 0
    assert "--days" in shop(*plan, code=USAGE).stderr
    assert "is a day" in shop(*plan, "--ends-at", "2026-12-31", code=USAGE).stderr
    assert "--impressions" in shop("campaigns", "forecast", "--days", "7", code=USAGE).stderr
    for options in (["--blocked", "mon=1-2"], ["--blocked", "monday=9-9"], ["--days", "0"],
                    ["--days", "1", "--ends-at", later(1)]):
        shop(*plan, *options, code=USAGE)
    shop("campaigns", "forecast", "May", "--days", "7", code=USAGE)
    shop("campaigns", "add", "May", "--ad", "Cup", "--days", "1", "--impressions", "1", "--cap", "3/year",
         code=USAGE)
    shop("campaigns", "extend", "May", code=USAGE)


def test_who_works_for_no_partner_is_told_so(owner):
    for command in ("ads", "campaigns"):
        assert "works for no partner" in owner(command, code=DENIED).stderr
    assert "works for no partner" in owner("impressions", "ledger", code=DENIED).stderr
