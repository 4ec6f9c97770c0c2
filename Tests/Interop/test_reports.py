"""Reports from the contract alone: days of zones, comparison, and files that say the same."""

import csv
import datetime
import io
import zoneinfo

import pytest

MEASURES = ["pointsGiven", "pointsSpent", "couponsGiven"]


def days(zone, before=1, after=1):
    """From so many days before today until the end of so many after, as a report is asked for."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
    return {"from": str(today - datetime.timedelta(before)),
            "until": str(today + datetime.timedelta(after + 1)), "timeZone": zone}


def report(shop, measures=MEASURES, **query):
    return shop.call("ReadLoyaltyReport", measures=measures, **query)


def file(shop, measures=MEASURES, **query):
    """The lines of the CSV file, its titles first."""
    begun = shop.call("ExportLoyaltyReport", measures=measures, **query)
    parts, last = [], False
    while not last:
        part = shop.loyalty.call(
            "mesh.v1/ReadExport", {"exportId": begun["exportId"], "chunk": len(parts)},
            token=shop.tokens["accessToken"])
        if "part" in part:
            parts, last = [*parts, part["part"]], part["isLast"]
    text = b"".join(parts).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert part["rows"] == len(lines) - 1
    return lines


@pytest.fixture
def busy(shop, end_user):
    """A shop in which something happened today."""
    for _ in range(3):
        shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=4)
    end_user.loyalty.seen |= shop.loyalty.seen
    end_user.call("GetCouponForPoints", route=shop.id, couponId=shop.coupon)
    return shop


@pytest.mark.parametrize("zone", ["Europe/Zagreb", "Asia/Kathmandu", "Pacific/Apia"])
def test_the_days_of_a_zone_add_up_without_a_gap(busy, zone):
    told = report(busy, step="day", **days(zone, 40, 1))
    assert told["timeZone"] == zone and told["isComplete"]
    assert [row["values"] for row in told["rows"]][-2:] == [[12, 5, 1], [0, 0, 0]]
    tick = zoneinfo.ZoneInfo(zone)
    for row in told["rows"]:
        begins = datetime.datetime.fromtimestamp(row["beginsAt"] / 1000, tick)
        assert (str(begins.date()), begins.hour) == (row["begins"], 0)
    totals = {total["measure"]: total["value"] for total in told["totals"]}
    sums = [sum(column) for column in zip(*(row["values"] for row in told["rows"]))]
    assert totals == dict(zip(MEASURES, sums))


def test_an_overview_has_each_change_and_none_where_nothing_was(busy):
    told = report(busy, compare=True, **days("Europe/Zagreb", 0, 0))
    assert told["rows"] == []
    for total in told["totals"]:
        assert total["before"] == 0 and "changePermille" not in total
    assert told["beginsAt"] - told["beforeBeginsAt"] in [23 * 3600_000, 24 * 3600_000, 25 * 3600_000]


def test_a_file_is_the_answer_row_for_row(busy):
    query = {"measures": MEASURES[:2], "step": "hour", "byThing": True, **days("Asia/Kathmandu")}
    told, lines = report(busy, **query), file(busy, **query)
    assert lines[0] == ["begins (UTC)", "begins (Asia/Kathmandu)", "id", "name", *MEASURES[:2]]
    assert len(told["rows"]) == 72

    def line(row):
        begins = datetime.datetime.fromtimestamp(row["beginsAt"] / 1000, datetime.UTC)
        return [begins.strftime("%Y-%m-%d %H:%M:%S.000"), row["begins"], str(row["thingId"]),
                row["name"], *map(str, row["values"])]

    assert lines[1:] == [line(row) for row in told["rows"]]


def test_a_file_without_steps_has_the_totals(busy):
    query = {"compare": True, **days("Europe/Zagreb")}
    told, lines = report(busy, **query), file(busy, **query)
    assert lines[0] == ["measure", "id", "name", "value", "before", "change (per mille)"]
    assert [line[0] for line in lines[1:]] == MEASURES
    assert [int(line[3]) for line in lines[1:]] == [total["value"] for total in told["totals"]]
    assert all(line[5] == "" for line in lines[1:])


def test_a_spreadsheet_opens_the_file_as_it_is(busy):
    """Numbers stay numbers, and names that look like formulas are texts."""
    evil = busy.call("CreatePointType", name="=1+2")["id"]
    told = report(busy, ["pointsGiven"], byThing=True, things=[evil], **days("Europe/Zagreb"))
    assert [total["value"] for total in told["totals"]] == [0]
    (_, line) = file(busy, ["pointsGiven"], byThing=True, things=[evil], **days("Europe/Zagreb"))
    assert line[2:4] == ["'=1+2", "0"]


def test_what_others_have_and_what_no_calendar_has_is_refused(system, busy):
    def refused(**query):
        with pytest.raises(system.client.Refused) as found:
            report(busy, **{**days("Europe/Zagreb"), **query})
        return found.value.reason

    assert refused(measures=["pointsGiven"], things=[busy.id]) == "notFound"
    assert refused(until="2026-02-30") == "invalid"
    assert refused(timeZone="Europe/Atlantis") == "invalid"
    assert refused(measures=[]) == "invalid"
