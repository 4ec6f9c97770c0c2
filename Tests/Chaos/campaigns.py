"""What impressions, ads and campaigns must come to, told a second time."""

import collections

import cbor2

import books
from desks import ELSEWHERE
from reports import told_as_often

# Held against the tables here, and not one by one against commands.
KINDS = {f"advertising.v1/{kind}" for kind in (
    "AdChanged", "CampaignChanged", "ImpressionBalanceChanged", "ImpressionsCredited", "ImpressionsAdjusted",
    "ApprovalWithdrawn")}

TABLES = {
    "impression package": "SELECT id FROM impression_packages",
    "impression request": "SELECT id FROM impression_requests",
    "ad": "SELECT id FROM ads",
    "campaign": "SELECT id FROM campaigns",
    "application": "SELECT id FROM applications",
    "placement": "SELECT id FROM placements",
    "correction": """SELECT partner, iif(kind = 'increase', amount, -amount), reason
        FROM impression_ledger WHERE kind IN ('increase', 'decrease')"""}

GOT = """CASE kind WHEN 'purchase' THEN amount WHEN 'increase' THEN amount
    WHEN 'decrease' THEN -amount ELSE 0 END"""
HELD = """CASE kind WHEN 'reservation' THEN amount WHEN 'count' THEN -amount
    WHEN 'giveBack' THEN -amount ELSE 0 END"""
COUNTED = "CASE kind WHEN 'count' THEN amount ELSE 0 END"
LIVE = "('requested', 'approved', 'running', 'paused')"


def told(kind, subject):
    return f"""(SELECT count(*) FROM events WHERE kind = 'advertising.v1/{kind}' AND subject = {subject})"""


WRONG = {
    # At every instant: after each entry, in the ledger's order.
    "more impressions are counted and reserved than were bought and adjusted": f"""
        SELECT seq, partner, left_over FROM (
            SELECT seq, partner, sum({GOT} - {HELD} - {COUNTED})
                OVER (PARTITION BY partner ORDER BY seq) AS left_over FROM impression_ledger)
        WHERE left_over < 0""",
    "a campaign has shown and given back more than it had set aside": f"""
        SELECT seq, campaign, held FROM (
            SELECT seq, campaign, sum({HELD}) OVER (PARTITION BY campaign ORDER BY seq) AS held
            FROM impression_ledger WHERE campaign IS NOT NULL)
        WHERE held < 0""",
    "a balance and its ledger differ": f"""
        SELECT partner, sum(got), sum(held), sum(counted) FROM (
            SELECT partner, {GOT} AS got, {HELD} AS held, {COUNTED} AS counted FROM impression_ledger
            UNION ALL SELECT partner, -bought - adjusted, -reserved, -counted FROM impression_balances)
        GROUP BY partner HAVING sum(got) <> 0 OR sum(held) <> 0 OR sum(counted) <> 0""",
    "a reservation and its ledger differ": f"""
        SELECT campaign, sum(held), sum(counted) FROM (
            SELECT campaign, {HELD} AS held, {COUNTED} AS counted FROM impression_ledger
            WHERE campaign IS NOT NULL
            UNION ALL SELECT id, counted + returned - reserved, -counted FROM impression_reservations)
        GROUP BY campaign HAVING sum(held) <> 0 OR sum(counted) <> 0""",
    "a campaign holds other impressions than it has left": f"""
        SELECT id, status, impressions, held, counted FROM (
            SELECT campaigns.id, status, impressions,
                coalesce(sum({HELD}), 0) AS held, coalesce(sum({COUNTED}), 0) AS counted
            FROM campaigns LEFT JOIN impression_ledger ON campaign = campaigns.id GROUP BY campaigns.id)
        WHERE iif(status IN {LIVE}, held + counted <> impressions, held <> 0)""",
    "impressions are set aside for no campaign": """
        SELECT seq FROM impression_ledger
        WHERE campaign IS NOT NULL AND campaign NOT IN (SELECT id FROM campaigns)""",
    "a request was credited twice": """
        SELECT request FROM impression_ledger WHERE request IS NOT NULL GROUP BY request HAVING count(*) > 1""",
    "a credit was told more or less often than it was booked": f"""
        SELECT request FROM impression_ledger
        WHERE request IS NOT NULL AND {told("ImpressionsCredited", "request")} <> 1
        UNION ALL SELECT subject FROM events WHERE kind = 'advertising.v1/ImpressionsCredited'
            AND subject NOT IN (SELECT request FROM impression_ledger WHERE request IS NOT NULL)""",
    "corrections were told more or less often than they were booked": f"""
        SELECT partner FROM impression_balances AS mine
        WHERE {told("ImpressionsAdjusted", "mine.partner")} <> (SELECT count(*) FROM impression_ledger
            WHERE partner = mine.partner AND kind IN ('increase', 'decrease'))""",
    "a balance was told more or less often than it changed": f"""
        SELECT partner, version FROM impression_balances AS mine
        WHERE version <> {told("ImpressionBalanceChanged", "mine.partner")}
            OR version <> (SELECT count(*) FROM impression_ledger
                WHERE partner = mine.partner AND kind <> 'count')""",
    "an ad was told more or less often than it changed": told_as_often("ads", "advertising.v1/AdChanged"),
    "a campaign was told more or less often than it changed":
        told_as_often("campaigns", "advertising.v1/CampaignChanged"),
    "a request was withdrawn twice, or was none": f"""
        SELECT subject FROM events AS mine WHERE kind = 'advertising.v1/ApprovalWithdrawn'
        GROUP BY subject HAVING count(*) > 1 OR {told("ApprovalWanted", "mine.subject")} <> 1"""}


# --- what an executed command asks for ---------------------------------------------------------

def event(kind, subject, version=None):
    return ("event", subject, f"advertising.v1/{kind}", version)


def requested(route, asked, reply):
    request = reply["requestId"].bytes
    return [("impression request", request), event("ApprovalWanted", request)]


def corrected(route, asked, reply):
    return [("correction", asked["partnerId"].bytes, asked["amount"], asked["reason"])]


def made(thing):
    """Its versions are told by `WRONG`."""
    return lambda route, asked, reply: [(thing, reply["id"].bytes)]


def submitted(route, asked, reply):
    return [event("ApprovalWanted", reply["requestId"].bytes)]


EXPECTED = {
    "advertising.v1/RequestImpressionPackage": requested, "advertising.v1/AdjustImpressions": corrected,
    "advertising.v1/CreateAd": made("ad"), "advertising.v1/CreateCampaign": made("campaign"),
    "advertising.v1/SubmitAd": submitted, "advertising.v1/SubmitCampaign": submitted}


def at_the_desk(partners):
    """The requests that partners has since advertising told of them, with what became of each."""
    return dict(partners.execute(f"SELECT id, status FROM requests WHERE kind IN {ELSEWHERE}"))


def follows(kind, subject, version, desk):
    """Whether partners tells it since advertising told of a request, or of its end."""
    return subject in desk and (
        kind == "partners.v1/RequestChanged" and (version == 1 or desk[subject] == "cancelled")
        or kind == "partners.v1/RequestCancelled")


# --- what holds between services, and between commands and tables ------------------------------

STEPS = {f"advertising.v1/{step}{thing}": kind for thing, kind, steps in (
    ("Ad", "AdChanged", ("Create", "Submit", "Withdraw", "Archive")),
    ("Campaign", "CampaignChanged", (
        "Create", "Submit", "Withdraw", "Pause", "Resume", "Extend", "Finish"))) for step in steps}


def check(report, executed, databases, is_settled):
    advertising, partners = databases["advertising"], databases["partners"]
    books.find(report, WRONG, advertising)
    asked = [(command, cbor2.loads(body)) for command, _, body in executed if command.method in STEPS]
    check_steps(report, asked, advertising)
    check_reservations(report, asked, advertising)
    check_credits(report, advertising, partners, is_settled)
    check_desk(report, advertising, partners, is_settled)
    for name in ("impression_ledger", "ads", "campaigns"):
        (report.counts[f"rows of {name}"],) = advertising.execute(f"SELECT count(*) FROM {name}").fetchone()


def check_steps(report, asked, advertising):
    """Each standing that a command was answered was told by an event."""
    told = collections.defaultdict(set)
    for kind, subject, body in advertising.execute(
            "SELECT kind, subject, body FROM events WHERE kind LIKE '%/AdChanged' OR kind LIKE '%/CampaignChanged'"):
        event = cbor2.loads(body)
        told[kind, subject].add((event["version"], event["status"]))
    for command, reply in asked:
        kind = f"advertising.v1/{STEPS[command.method]}"
        if (reply["version"], reply["status"]) not in told[kind, reply["id"].bytes]:
            report.found("lost", f"what {command} made of {reply['id']}: {reply['status']}")


def check_reservations(report, asked, advertising):
    """A campaign has set aside what its submissions and extensions asked for, each once.

    Nothing but these commands changes how many impressions it is for, so the versions tell by how many it grew."""
    wanted, before = collections.Counter(), {}
    ways = {"advertising.v1/SubmitCampaign", "advertising.v1/ExtendCampaign"}
    steps = [(reply["id"].bytes, reply["version"], command, reply) for command, reply in asked
             if command.method.endswith("Campaign")]
    for campaign, _, command, reply in sorted(steps, key=lambda step: step[:2]):
        impressions = reply["terms"]["impressions"]
        if command.method in ways:
            grown = command.method.endswith("/ExtendCampaign")
            amount = impressions - before.get(campaign, 0) if grown else impressions
            wanted[campaign, amount] += 1
        before[campaign] = impressions
    booked = collections.Counter(advertising.execute(
        "SELECT campaign, amount FROM impression_ledger WHERE kind = 'reservation'"))
    for (campaign, amount), count in (wanted - booked).items():
        report.found("lost", f"{count} reservations of {amount} for the campaign {campaign.hex()}")
    for (campaign, amount), count in (booked - wanted).items():
        what = "doubled" if wanted[campaign, amount] else "unasked"
        report.found(what, f"{count} reservations of {amount} for the campaign {campaign.hex()}")


def check_credits(report, advertising, partners, is_settled):
    """What was bought was approved at partners' desk, as many as that; and all of it is there in the end."""
    packages = dict(advertising.execute("SELECT id, impressions FROM impression_requests"))
    approved = {}
    for request, kind, impressions in partners.execute(
            "SELECT id, kind, impressions FROM requests WHERE status = 'approved'"):
        amount = packages.get(request, 0) if kind == "advertisingPackage" else impressions
        if amount:
            approved[request] = amount
    credited = dict(advertising.execute("SELECT request, sum(amount) FROM impression_ledger"
                                        " WHERE request IS NOT NULL GROUP BY request"))
    for request, amount in credited.items():
        if approved.get(request) != amount:
            report.found("unasked", f"{amount} impressions for the request {request.hex()},"
                                    f" approved are {approved.get(request)}")
    for request in (approved.keys() - credited.keys()) if is_settled else ():
        report.found("lost", f"{approved[request]} impressions of the request {request.hex()}")


def check_desk(report, advertising, partners, is_settled):
    """What advertising wants approved stands at partners' desk, once, and what is decided there is done."""
    wanted = {subject for subject, in advertising.execute(
        "SELECT subject FROM events WHERE kind = 'advertising.v1/ApprovalWanted'")}
    desk = at_the_desk(partners)
    for request in desk.keys() - wanted:
        report.found("unasked", f"nobody told partners of the request {request.hex()}")
    if not is_settled:
        return
    for request in wanted - desk.keys():
        report.found("lost", f"partners knows nothing of the request {request.hex()}")
    mine = {request: status for query in (
        "SELECT id, status FROM impression_requests",
        "SELECT request, status FROM ads WHERE status IN ('inReview', 'approved', 'rejected')",
        f"SELECT request, status FROM campaigns WHERE status IN ('rejected') OR status IN {LIVE}",
    ) for request, status in advertising.execute(query)}
    meant = {"inReview": "pending", "requested": "pending", "running": "approved", "paused": "approved"}
    for request, status in mine.items():
        if desk.get(request) != meant.get(status, status):
            report.found("lost", f"the request {request.hex()} is {desk.get(request)}, and what it is of {status}")
