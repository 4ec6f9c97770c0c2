"""What end users were shown and what was counted of it, told a second time.

A beacon stores no answer, so what the clients were told is held against the rows of what was counted. A token
says in the clear of which choice it is; whether it is genuine is the service's to know.
"""

import collections
from typing import NamedTuple

import cbor2

import books

COUNT = "advertising.v1/CountAd"
WRONG = {
    "a campaign has counted otherwise than it was shown": """
        SELECT id, counted, unsettled, shown FROM (
            SELECT held.id, counted, unsettled, (
                SELECT count(*) FROM impressions WHERE campaign = held.id) AS shown
            FROM impression_reservations AS held)
        WHERE shown <> counted + unsettled""",
    "an impression is of a campaign that has set nothing aside": """
        SELECT id FROM impressions WHERE campaign NOT IN (SELECT id FROM impression_reservations)""",
    "an impression is of another tenant than its placement or its campaign": """
        SELECT impressions.id FROM impressions LEFT JOIN placements ON placements.id = placement
        LEFT JOIN campaigns ON campaigns.id = campaign
        WHERE impressions.tenant IS NOT placements.tenant OR impressions.tenant IS NOT campaigns.tenant""",
    "an end user was shown a campaign more often than its cap has it": """
        SELECT campaign, end_user, count(*) FROM impressions JOIN campaigns ON campaigns.id = campaign
        WHERE cap_period = 'lifetime' GROUP BY campaign, end_user HAVING count(*) > cap_most""",
    "a cap and what was counted differ": """
        SELECT campaign, end_user, counted FROM campaign_caps AS caps WHERE counted <> (
            SELECT count(*) FROM impressions
            WHERE campaign = caps.campaign AND end_user = caps.end_user)"""}
SETTLED = {
    "the ledger has not heard of all that was shown": """
        SELECT id, unsettled FROM impression_reservations WHERE unsettled > 0"""}


class Impression(NamedTuple):
    """What a token says, and a row."""

    tenant: bytes
    end_user: bytes
    placement: bytes
    campaign: bytes
    ad: bytes


def read(token):
    """The choice of an ad, and what it was."""
    choice, *parts = (token[at:at + 16] for at in range(9, 9 + 6 * 16, 16))
    return choice, Impression(*parts)


def check(report, journals, advertising, is_settled):
    books.find(report, WRONG, advertising)
    if is_settled:
        books.find(report, SETTLED, advertising)
    rows = {choice: (Impression(*parts), viewable, clicked)
            for choice, viewable, clicked, *parts in advertising.execute(
        "SELECT id, viewable_at, clicked_at, tenant, end_user, placement, campaign, ad FROM impressions")}
    asked, counted, open_ones = beacons(report, journals)
    for choice, (impression, events) in counted.items():
        if choice not in rows:
            report.found("lost", f"the impression {choice.hex()}, which was counted as {' and '.join(events)}")
            continue
        kept, viewable, clicked = rows[choice]
        if kept != impression:
            report.found("changed", f"the impression {choice.hex()} is another than was shown")
        if "viewable" in events and viewable is None or "clicked" in events and clicked is None:
            report.found("lost", f"what was told of the impression {choice.hex()}: {' and '.join(events)}")
    for choice in rows.keys() - counted.keys():
        # Until all is settled its answer may be on the way.
        if choice not in asked or is_settled and choice not in open_ones:
            report.found("unasked", f"nobody was told that the impression {choice.hex()} was counted")
    for choice in open_ones if is_settled else ():
        report.found("open", f"it was never told whether the impression {choice.hex()} was counted")
    report.counts |= {"rows of impressions": len(rows), "impressions told as counted": len(counted)}


def beacons(report, journals):
    """The choices that were asked about; those told as counted, with what they are and which events;
    and those of which a question is open."""
    asked, counted, open_ones = set(), {}, set()
    for command in journals.commands.values():
        if command.method != COUNT:
            continue
        for request in command.asked:
            body = cbor2.loads(request)
            choice, impression = read(body["token"])
            asked.add(choice)
            told = command.decided(request)
            report.acknowledged += any(answer.status == 0 for answer in told)
            if not told:
                open_ones.add(choice)
            for answer in told:
                if answer.status == 0 and cbor2.loads(answer.body)["isCounted"]:
                    counted.setdefault(choice, (impression, collections.Counter()))[1][body["event"]] += 1
    return asked, counted, open_ones
