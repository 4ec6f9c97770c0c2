"""What packages, requests and decisions must come to, told a second time."""

import collections
import email
import email.policy

import cbor2

# What advertising asks approval for, and what it takes back, is not by a command of partners: `campaigns` has it.
ELSEWHERE = "('advertisingPackage', 'ad', 'adCampaign')"
TABLES = {
    "package": "SELECT id FROM packages",
    "add-on": "SELECT id FROM add_ons",
    "channel": "SELECT id FROM channels",
    "request": f"SELECT id, kind FROM requests WHERE kind NOT IN {ELSEWHERE}",
    "decided request": f"""SELECT id, status FROM requests
        WHERE status <> 'pending' AND (status <> 'cancelled' OR kind NOT IN {ELSEWHERE})""",
    "row of the history": "SELECT request, decision FROM decisions"}
# So often is the thing there.
COUNTED = {
    "approved add-on": "SELECT add_on, sum(count) FROM add_on_balances GROUP BY add_on"}

WRONG = {
    "a request and the history differ": """
        SELECT requests.id, status, decision FROM requests
        LEFT JOIN decisions ON request = requests.id
        WHERE (CASE WHEN status IN ('approved', 'rejected') THEN status END) IS NOT decision""",
    "a request was told otherwise than it is": """
        SELECT id, status, version FROM requests WHERE version <> 1 + (status <> 'pending')""",
    "impressions and approved requests differ": """
        SELECT partner, sum(balance) FROM (
            SELECT partner, balance FROM impressions
            UNION ALL SELECT partner, -impressions FROM requests WHERE status = 'approved')
        GROUP BY partner HAVING sum(balance) <> 0""",
    "add-ons and approved requests differ": """
        SELECT partner, add_on, sum(count) FROM (
            SELECT partner, hex(add_on) AS add_on, count FROM add_on_balances
            UNION ALL
            SELECT partner, upper(replace(json_extract(value, '$.addOnId'), '-', '')), -1
            FROM requests, json_each(items)
            WHERE status = 'approved' AND json_extract(value, '$.addOnId') IS NOT NULL)
        GROUP BY partner, add_on HAVING sum(count) <> 0""",
    "the package in force is not the one that was approved last": """
        SELECT partnerships.id FROM partnerships LEFT JOIN (
            SELECT requests.partner, max(seq), upper(replace(
                json_extract(requests.items, '$[0].packageId'), '-', '')) AS package
            FROM decisions JOIN requests ON requests.id = request
            WHERE decision = 'approved' AND requests.kind IN ('partnership', 'packageChange')
            GROUP BY requests.partner) AS approved ON approved.partner = partnerships.id
        WHERE hex(partnerships.package) IS NOT approved.package""",
    "an approved package is in force for nobody": """
        SELECT id FROM requests WHERE status = 'approved'
        AND kind IN ('partnership', 'packageChange') AND partner NOT IN (
            SELECT id FROM partnerships)""",
    "a partner's package was told more or less often than it changed": """
        SELECT id FROM partnerships WHERE version <> (
            SELECT count(*) FROM events
            WHERE subject = partnerships.id AND kind = 'partners.v1/PartnerEntitlementChanged')""",
    "a form has become two requests": """
        SELECT email FROM requests WHERE kind = 'partnership' GROUP BY email HAVING count(*) > 1"""}


def event(kind, subject, version=None):
    return ("event", subject, f"partners.v1/{kind}", version)


# --- what an executed command asks for ---------------------------------------------------------

def requested(route, asked, reply):
    request = reply["id"].bytes
    return [("request", request, reply["kind"]), event("RequestChanged", request, 1)]


def cancelled(route, asked, reply):
    request = reply["id"].bytes
    return [("decided request", request, "cancelled"), event("RequestChanged", request, 2),
            event("RequestCancelled", request)]


def decided(route, asked, reply):
    request, decision = reply["requestId"].bytes, reply["decision"]
    effects = [("decided request", request, decision), ("row of the history", request, decision),
               event("RequestChanged", request, 2), event("RequestDecided", request)]
    if decision != "approved":
        return effects
    effects += [("approved add-on", item["addOnId"].bytes)
                for item in reply["items"] if "addOnId" in item]
    if reply["kind"] == "partnership":
        # The partner bears the request's id.
        effects.append(event("PartnershipApproved", request))
    return effects


def stepped(route, asked, reply):
    """Identity follows; `check_projections` holds what it keeps against this."""
    return [event("PartnerStandingChanged", reply["id"].bytes, reply["version"])]


# --- becoming a partner ------------------------------------------------------------------------

def partnerships(report, journals, executed, partners):
    """Forms of strangers whose links were opened; that carries a secret, so no answer is stored.

    Returns the effects that the requests stand for."""
    forms = {cbor2.loads(request)["email"]: command for command, request, _ in executed
             if command.method == "partners.v1/RequestPartnership"}
    made, told = {}, set()
    for command in journals.commands.values():
        if command.method == "partners.v1/ConfirmPartnership":
            for answers in command.answers.values():
                told |= {cbor2.loads(answer.body)["requestId"].bytes
                         for answer in answers if answer.status == 0}
    for request, address in partners.execute(
            "SELECT id, email FROM requests WHERE kind = 'partnership'"):
        told.discard(request)
        if command := forms.get(address):
            made["request", request, "partnership"] = [command]
            made[event("RequestChanged", request, 1)] = [command]
    for request in told:
        report.found("lost", f"the partnership's request {request.hex()}")
    return made


def approved_partnerships(executed):
    """Each approval of a partnership, with the partner and its name."""
    for command, _, body in executed:
        if command.method == "partners.v1/ApproveRequest":
            reply = cbor2.loads(body)
            if reply["kind"] == "partnership":
                yield command, reply["requestId"].bytes, reply["partnerName"]


# --- mails -------------------------------------------------------------------------------------

# Which mails there are, by words of their subjects.
PURPOSES = {"was approved": "requestApproved", "was rejected": "requestRejected",
            "Your account at": "invitation"}
DECISIONS = """
    SELECT decision, coalesce(requests.email, users.email), count(*) FROM decisions
    JOIN requests ON requests.id = request
    LEFT JOIN users ON users.partner = requests.partner AND is_owner = 1 GROUP BY 1, 2"""


def check_mails(report, folder, partners):
    """What was decided was mailed once, and each that became a partner was invited once.

    It is looked at when no mail waits any more."""
    mailed = collections.Counter()
    for path in folder.glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for words, purpose in PURPOSES.items():
            if words in str(mail["Subject"]):
                address = mail["To"].addresses[0].addr_spec
                mailed[purpose, address] += 1
    wanted = collections.Counter()
    for decision, address, count in partners.execute(DECISIONS):
        wanted[f"request{decision.capitalize()}", address] += count
    for (address,) in partners.execute(
            "SELECT email FROM requests WHERE kind = 'partnership' AND status = 'approved'"):
        wanted["invitation", address] = 1
    for key in mailed.keys() | wanted.keys():
        is_ours = key[0] != "invitation" or key in wanted
        if is_ours and mailed[key] != wanted[key]:
            what = "doubled" if mailed[key] > wanted[key] else "lost"
            report.found(what, f"{mailed[key]} mails {' to '.join(key)}, for {wanted[key]}")
    report.counts["mails"] = sum(wanted.values())
