"""`octopus channels`, `promos`, `segments` and `report`: what a partner shows, and what came of it."""

import csv
import datetime
import json
import uuid

import pytest

from conftest import EndUser, Shop
from persons import DENIED, REFUSED, USAGE, Owner, columns
from place import eventually
from test_channels import Reader
from test_files import Office, encoded, noise


LATER = str(datetime.date.today() + datetime.timedelta(30))


@pytest.fixture(scope="module")
def shop(system, tmp_path_factory):
    """A partner's owner at the command line."""
    shop = Shop(system)
    owner = Owner(system, tmp_path_factory.mktemp("shop"), shop)
    owner.shop = shop
    return owner


def name(what):
    return f"{what} {uuid.uuid4().hex[:6]}"


def published(shop, *options):
    title = name("Bakery")
    shop("channels", "add", title, *options)
    return shop.json("channels", "publish", title)


def test_a_channel_is_made_published_followed_and_archived(system, shop):
    title = name("Bakery")
    made = shop.json("channels", "add", title, "--description", "Bread.", "--link", "https://bakery.example/",
                     "--latitude", "-33.8688", "--longitude", "151.2093", "--address", "1 George Street")
    assert made["status"] == "draft"
    assert "-33.8688 151.2093" in shop("channels", "--search", title).stdout
    shown = shop("channels", "show", title).stdout
    assert "https://bakery.example/" in shown and "1 George Street" in shown
    assert shop.json("channels", "publish", title)["status"] == "published"
    reader = Reader(system)
    reader.ask("FollowChannel", channelId=uuid.UUID(made["id"]))
    (row,) = columns(shop("channels", "followers", title).stdout)
    assert row[0] == str(reader.id) and row[2] == "Somebody"
    assert shop.json("channels", "show", made["id"])["followers"] == 1
    assert shop.json("channels", "unpublish", title)["status"] == "unpublished"
    assert shop.json("channels", "archive", title)["status"] == "archived"
    said = shop("channels", "publish", title, code=REFUSED).stderr
    assert "no channel is called" in said and "octopus channels" in said
    assert shop.json("channels", "show", made["id"])["status"] == "archived"


def test_a_place_is_whole_or_it_is_none(shop):
    for options in (["--latitude", "1"], ["--address", "1 George Street"],
                    ["--latitude", "91", "--longitude", "1"]):
        shop("channels", "add", "Nowhere", *options, code=USAGE)


@pytest.mark.limit(120)
def test_an_upload_that_was_interrupted_goes_on(system, shop, tmp_path):
    content = encoded(noise(600, 500), "PNG", compress_level=0)
    (tmp_path / "oven.png").write_bytes(content)
    office = Office(system, shop.shop)
    upload = office.begin(content, "png")
    office.send(upload, content, chunks=[1])
    channel = published(shop)
    said = shop("channels", "picture", channel["terms"]["name"], tmp_path / "oven.png").stderr
    assert "1 of 4 parts" in said
    picture = shop.json("channels", "show", channel["id"])["terms"]["pictureId"]
    assert office.read({"fileId": uuid.UUID(picture)}) == content
    # The same file again needs no upload.
    other = published(shop, "--picture", tmp_path / "oven.png")
    assert other["terms"]["pictureId"] == picture

    (tmp_path / "text.png").write_text("I am no picture.")
    assert "no picture" in shop("channels", "picture", channel["id"], tmp_path / "text.png",
                                code=USAGE).stderr
    (tmp_path / "cut.png").write_bytes(content[:1000])
    said = shop("channels", "picture", channel["id"], tmp_path / "cut.png", code=REFUSED).stderr
    assert "fileRefused" in said and "cut short" in said


def test_a_promo_is_made_scheduled_looked_at_and_cancelled(system, shop):
    channel, title = published(shop), name("Two for one")
    reader = Reader(system)
    reader.ask("FollowChannel", channelId=uuid.UUID(channel["id"]))
    draft = shop.json("promos", "add", title, "--text", "On Sunday.", "--channel", channel["terms"]["name"],
                      "--target", "https://bakery.example/two", "--ends-on", LATER)
    assert draft["status"] == "draft"
    assert shop.json("promos", "schedule", title)["status"] == "scheduled"
    eventually(lambda: shop.json("promos", "--status", "live"))
    for _ in range(2):
        reader.ask("OpenPromo", promoId=uuid.UUID(draft["id"]))
    reader.ask("ClickPromo", promoId=uuid.UUID(draft["id"]))
    (row,) = columns(shop("promos", "figures", title).stdout)
    assert row[:2] == [title, "live"] and row[3:] == ["1", "1", "100 %"]
    assert title in shop("promos", "figures").stdout
    assert shop.json("promos", "cancel", title)["status"] == "cancelled"
    said = shop("promos", "cancel", draft["id"], code=REFUSED).stderr
    assert "wrongState" in said


def test_a_promo_for_everybody_asks_the_tenant(shop):
    channel, title = published(shop), name("Loud")
    shop("promos", "add", title, "--text", "To all.", "--channel", channel["id"], "--everybody",
         "--starts-at", f"{LATER}T08:00:00+01:00")
    assert shop.json("promos", "schedule", title)["status"] == "requested"
    assert "broadcast" in shop("account", "requests").stdout
    shop("promos", "cancel", title)
    assert "cancelled" in shop("account", "requests").stdout
    said = shop("promos", "add", title, "--text", "To all.", "--channel", channel["id"], "--starts-at",
                LATER, code=USAGE).stderr
    assert "--starts-at" in said and "is a day" in said


def test_a_segment_is_made_of_a_rule_as_json_measured_and_archived(shop, tmp_path):
    title = name("Regulars")
    rule = {"kind": "not", "rule": {"kind": "lastEarned", "span": {"withinDays": 30}}}
    (tmp_path / "rule.json").write_text(json.dumps(rule))
    made = shop.json("segments", "add", title, f"@{tmp_path / 'rule.json'}")
    assert made["rule"] == rule and title in shop("segments").stdout
    shown = shop("segments", "show", title).stdout
    assert json.loads(shown[shown.index("{"):]) == rule
    for options in ([title], ["--rule", json.dumps(rule)]):
        assert shop.json("segments", "preview", *options)["endUsers"] % 10 == 0
    nobody = json.dumps({"kind": "joined", "span": {"beforeDays": 3000}})
    assert "fewer than 10" in shop("segments", "preview", "--rule", nobody).stdout
    assert shop.json("segments", "archive", title)["status"] == "archived"
    shop("segments", "preview", title, code=REFUSED)
    assert shop.json("segments", "add", title, "-", input=json.dumps(rule))["status"] == "active"


@pytest.mark.parametrize("rule, word", [
    ('{"kind": "lastEarnt", "span": {}}', "lastEarned"), ('{"kind": "not"}', "rule missing"),
    ('{"kind": "joined", "span": {"withinDay": 3}}', "withinDays"), ("{", "JSON")])
def test_a_rule_that_does_not_fit_is_not_sent(shop, rule, word):
    assert word in shop("segments", "add", "Wrong", rule, code=USAGE).stderr
    assert word in shop("segments", "preview", "--rule", rule, code=USAGE).stderr


def test_a_report_is_an_overview_a_table_and_the_same_file(system, shop, tmp_path):
    partner, end_user = shop.shop, EndUser(system)
    partner.call("AwardPoints", endUserId=end_user.id, pointTypeId=partner.stamp, amount=4)
    overview = shop("report")
    rows = {row[1]: row for row in columns(overview.stdout)}
    assert rows["pointsGiven"] == ["points", "pointsGiven", "4", "0"]
    assert {row[0] for row in rows.values()} >= {"channels", "points", "coupons", "promos", "chats",
                                                 "messages", "ads"}
    assert rows["chatsBegun"] == ["chats", "chatsBegun", "0", "0"]
    assert rows["followers"][0] == "channels", "of all channels together, each person once"
    assert "days of " in overview.stderr and "before: from" in overview.stderr
    told = shop.json("report")
    assert set(told) == {"partners", "loyalty", "helpdesk", "advertising"}
    assert {total["measure"] for total in told["helpdesk"]["totals"]} == {
        "chatsBegun", "chatsAnswered", "chatsFinished", "messagesReceived", "messagesSent", "messagesToMany"}

    query = ["--measure", "pointsGiven", "--measure", "pointsSpent", "--step", "day"]
    told = shop.json("report", "loyalty", *query)
    assert sum(row["values"][0] for row in told["rows"]) == 4 and len(told["rows"]) == 28
    assert told["totals"][0]["before"] == 0
    file = tmp_path / "points.csv"
    assert "28 rows in" in shop("report", "loyalty", *query, "--csv", file).stderr
    lines = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert [line["pointsGiven"] for line in lines] == [str(row["values"][0]) for row in told["rows"]]

    by_thing = shop("report", "loyalty", "--measure", "pointsGiven", "--by-thing", "--thing",
                    str(partner.stamp))
    assert columns(by_thing.stdout) == [["stamp", "pointsGiven", "4", "0"]]
    assert "followers" in shop("report", "partners").stdout

    shop("segments", "add", "New", '{"kind": "joined", "span": {"withinDays": 3}}')
    totals = columns(shop("report", "partners", "--segment", "New").stdout)
    assert [row[0] for row in totals] == ["followers", "promoOpens", "promoClicks"]
    steps = shop.json("report", "partners", "--segment", "New", "--step", "week")
    assert steps["measures"] == ["promoOpens", "promoClicks"] and len(steps["rows"]) >= 4
    assert "measures" in shop("report", "partners", "--segment", "New", "--measure", "followersLost",
                              code=REFUSED).stderr


def test_the_tenant_is_told_what_points_are_outstanding(system, shop, tmp_path):
    owner, past = Owner(system, tmp_path), str(datetime.date.today() - datetime.timedelta(2))
    assert owner.json("report", "outstanding", past) == []
    assert "dayNotCounted" in owner("report", "outstanding", "2999-12-31", code=REFUSED).stderr
    assert "2026-03-29" in owner("report", "outstanding", "2026-02-30", code=REFUSED).stderr
    file = tmp_path / "outstanding.csv"
    assert "0 rows in" in owner("report", "outstanding", past, "--csv", file).stderr
    assert "given in" in file.read_text(encoding="utf-8-sig")
    shop("report", "outstanding", past, code=DENIED)


def test_a_report_that_can_not_be_is_refused_in_words(system, shop, tmp_path):
    assert "until" in shop("report", "--from", "2026-02-01", "--until", "2026-02-30", code=REFUSED).stderr
    assert "IANA" in shop("report", "--zone", "Europe/Atlantis", code=REFUSED).stderr
    shop("report", "loyalty", "--measure", "shoes", code=USAGE)
    owner = Owner(system, tmp_path)
    for command in ("report", "channels", "promos", "segments"):
        assert "works for no partner" in owner(command, code=DENIED).stderr
