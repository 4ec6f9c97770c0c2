"""Looks whether what clients were told is what is on the disk, and nothing else is.

It shares no code with the services nor with the clients: SQL over the files, and the journals.
"""

import collections
import hashlib
import hmac
import pathlib
import re
import sqlite3

import cbor2
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

import books
import broadcasts
import campaigns
import desks
import effects
import offline
import reports
import shows
import talks
from journals import Answer, Journals

CONTRACT = pathlib.Path(__file__).resolve().parents[2] / "Shared" / "Contract" / "octopus.cddl"
MOST_TOLD = 20
# Commands with a stored answer that clients ask without writing them down, as a part of a log-in.
UNWRITTEN = {"identity.v1/RequestLoginCode"}
# What is said all the time, and changes nothing that anybody would ask the audit about.
UNAUDITED = {"helpdesk.v1/MarkMessages", "helpdesk.v1/SetPresence"}
# What a service is answered when it names the place up to which the log is kept for it.
EMPTY = cbor2.dumps({})


class Report:
    def __init__(self):
        self.findings, self.counts, self.acknowledged = [], {}, 0
        self.methods = collections.Counter()  # how many of each were executed

    def found(self, what, text):
        self.findings.append((what, str(text)))

    def count(self, what):
        return sum(found == what for found, _ in self.findings)

    def lines(self):
        yield ", ".join(f"{count} {name}" for name, count in self.counts.items())
        yield "executed: " + ", ".join(
            f"{count} {method.split('/')[1]}" for method, count in self.methods.most_common())
        told = collections.Counter()
        for what, text in self.findings:
            told[what] += 1
            if told[what] <= MOST_TOLD:
                yield f"{what}: {text}"
        for what, count in told.items():
            yield f"{count} {what}"
        if not told:
            yield "nothing is wrong"


def check(folder, services, is_settled):
    """Holds databases and journals of a folder against each other.

    `is_settled`: everybody was answered and nobody is behind; else a kill cut it all short.
    """
    report, journals = Report(), Journals(folder / "journals")
    databases = {name: open_database(folder / name) for name in services}
    try:
        for name, database in databases.items():
            check_file(report, name, database)
        keys = {name: sealing_keys(folder / f"{name}.secrets") for name in services}
        executed = check_answers(report, journals, databases, keys, is_settled)
        partners = check_partners(
            report, journals, executed, databases["identity"], is_settled)
        partners |= desks.partnerships(report, journals, executed, databases["partners"])
        check_audits(report, databases)
        expected = effects.expected(executed, report) | partners
        check_effects(report, expected, effects.found(databases))
        books.check(report, databases["loyalty"])
        books.find(report, desks.WRONG, databases["partners"])
        books.find(report, talks.WRONG, databases["helpdesk"])
        talks.check(report, executed, databases["helpdesk"])
        books.find(report, broadcasts.WRONG, databases["helpdesk"])
        broadcasts.check(report, executed, databases["helpdesk"], is_settled)
        offline.check(report, executed, databases["helpdesk"])
        talks.check_notifications(
            report, databases["loyalty"], databases["helpdesk"], is_settled)
        campaigns.check(report, executed, databases, is_settled)
        shows.check(report, journals, databases["advertising"], is_settled)
        reports.check(report, databases)
        if is_settled:
            desks.check_mails(report, folder / "mail", databases["partners"])
            offline.check_mails(report, folder / "mail", databases["helpdesk"])
        check_followers(report, databases, is_settled)
        check_projections(report, databases, is_settled)
    finally:
        for database in databases.values():
            database.close()
    if journals.unbalanced:
        report.found("unbalanced", f"{journals.unbalanced} reads of a ledger's check said so")
    if journals.disordered:
        report.found("order", f"{journals.disordered} readers of a conversation said so")
    report.counts["reads"] = journals.reads
    return report


def open_database(folder):
    file = folder / f"{folder.name}.sqlite"
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def check_file(report, name, database):
    for (text,) in database.execute("PRAGMA integrity_check"):
        if text != "ok":
            report.found("damaged", f"{name}: {text}")
    for row in database.execute("PRAGMA foreign_key_check"):
        report.found("damaged", f"{name}: a foreign key leads nowhere: {row}")


# --- answers -----------------------------------------------------------------------------------

def methods_with_secrets():
    return set(re.findall(r"^;@ method (\S+) command .*secrets=yes", CONTRACT.read_text(), re.M))


def sealing_keys(folder):
    """The keys of a service by their ids, as sealed values name them."""
    lines = (line.split() for line in (folder / "secrets.key").read_text().splitlines())
    return {bytes.fromhex(name): ChaCha20Poly1305(bytes.fromhex(key)) for name, key in lines}


def opened(body, key, keys):
    """The answer under a key; one that shows a code is sealed, and no CBOR map begins with a 1."""
    if body[:1] != b"\x01":
        return body
    parts = (b"answers", b"body", key)
    place = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return keys[body[1:5]].decrypt(body[5:17], body[17:], body[:5] + place)


def check_answers(report, journals, databases, keys, is_settled):
    """Every command against what is stored under its key; the executed ones, with their replies."""
    stored, secrets = collections.defaultdict(list), {}
    for name, database in databases.items():
        secrets[name] = meta(database, "answers.secret")
        for key, request, status, body in database.execute(
                "SELECT key, request, status, body FROM answers"):
            stored[key].append((name, request, Answer.stored(
                status, opened(body, key, keys[name]))))
    unknown = {key for key in stored.keys() - journals.commands.keys()
               if any(answer.body != EMPTY for _, _, answer in stored[key])}
    if len(unknown) != sum(audited(databases).get(method, 0) for method in UNWRITTEN):
        for key in unknown:
            report.found(
                "unasked", f"an answer is stored under {key.hex()}, which nobody asked for")

    without, executed = methods_with_secrets(), []
    counts = collections.Counter()
    for key, command in journals.commands.items():
        if command.method in without:
            continue
        rows, seen = stored.get(key, []), [
            answer for request in command.asked for answer in command.decided(request)]
        counts["acknowledged"] += any(answer.status == 0 for answer in seen)
        counts["refused"] += any(answer.status != 0 for answer in seen)
        counts["unanswered"] += not seen
        counts["answered again"] += max(0, len(seen) - 1)
        if len(rows) > 1:
            report.found("doubled", f"{command} has {len(rows)} answers")
        elif not rows and any(answer.reason != "invalid" for answer in seen):
            report.found("lost", f"{command} was answered {seen[0]}, and nothing is stored")
        elif not rows and not seen and is_settled:
            report.found("open", f"{command} was never decided, though all services run")
        for name, request, answer in rows:
            asked = request_of(command, request, secrets[name])
            check_seen(report, command, asked, answer)
            if asked is not None and answer.status == 0:
                executed.append((command, asked, answer.body))
                report.methods[command.method] += 1
    counts["executed"] = len(executed)
    report.acknowledged = counts["acknowledged"]
    report.counts |= {"commands": len(journals.commands), "attempts": journals.asks, **counts}
    return executed


def audited(databases):
    """How many commands were done by the services' audits, by method."""
    return collections.Counter({method: count for database in databases.values()
                                for method, count in database.execute(
        "SELECT method, count(*) FROM audit WHERE refusal IS NULL GROUP BY method")})


def check_audits(report, databases):
    """What was executed under a key stands in the audit, once."""
    entries = audited(databases)
    for method, count in report.methods.items():
        if method not in UNAUDITED and entries[method] != count:
            report.found("audit", f"{count} {method} were executed, and {entries[method]} audited")


def request_of(command, digest, secret):
    """Which of the requests under this key the stored answer is of, by the service's own hash.

    The hash is of the request's canonical form, so that other bytes of the same meaning are the same.
    """
    for request in command.asked:
        canonical = cbor2.dumps(cbor2.loads(request), canonical=True)
        if hmac.digest(secret, canonical, hashlib.sha256)[:16] == digest:
            return request


def check_seen(report, command, asked, stored):
    if asked is None:
        report.found("changed", f"{command} is stored for a request that was not made")
    for request in command.asked:
        for answer in command.decided(request):
            if request != asked:
                report.found("changed", f"{command} was answered for two requests: {answer}")
            elif not answer.is_same(stored):
                report.found("changed", f"{command} was answered {answer}, stored is {stored}")
        reused = any(one.reason == "idempotencyKeyReused" for one in command.answers[request])
        if request == asked and reused:
            report.found("changed", f"{command} was once taken for another request")


# --- effects -----------------------------------------------------------------------------------

def check_effects(report, expected, found):
    """Both heaps are one: nothing is lost, doubled, changed or there without being asked for."""
    report.counts["effects"] = sum(found.values())
    things = collections.defaultdict(collections.Counter)
    for effect, count in found.items():
        things[effect[:2]][effect] += count
    for effect, commands in expected.items():
        there = things[effect[:2]]
        keys = " and ".join(map(str, commands))
        if found[effect] > len(commands):
            report.found("doubled", f"{told(effect)} is there {found[effect]} times, for {keys}")
        elif found[effect] < len(commands) and sum(there.values()) > found[effect]:
            report.found("lost", f"{told(effect)} of {keys} is not there; there is: "
                         + ", ".join(map(told, there - collections.Counter([effect]))))
        elif found[effect] < len(commands):
            report.found("lost", f"{told(effect)} of {keys} is not there")
    for effect in found.keys() - expected.keys():
        report.found("unasked", f"nobody asked for {told(effect)}")


def told(effect):
    return " ".join(part.hex() if isinstance(part, bytes) else str(part) for part in effect
                    if part is not None)


def check_partners(report, journals, executed, identity, is_settled):
    """CreatePartner carries a secret, so no answer is stored: a caller that repeats it meets the partner.
    An approved partnership is one as soon as identity has read of it.

    Returns the effects that partners stand for with their owners, and the tenant's own.
    """
    known = collections.defaultdict(list)
    for partner, name in identity.execute("SELECT id, name FROM partners"):
        known[name].append(partner)
    asked, made = set(), dict.fromkeys(owner(identity, None), ["the bootstrap"])
    for command in journals.commands.values():
        if command.method != "identity.v1/CreatePartner":
            continue
        for request in command.asked:
            name = cbor2.loads(request)["name"]
            asked.add(name)
            told = {cbor2.loads(answer.body)["partnerId"].bytes
                    for answer in command.answers[request] if answer.status == 0}
            report.acknowledged += bool(told)
            if not told <= set(known[name]):
                report.found("lost", f"the partner of {command}")
            if len(known[name]) > 1:
                report.found("doubled", f"the partner of {command}")
            for partner in known[name]:
                made[effects.event("identity.v1/PartnerChanged", partner, 1)] = [command]
                made |= {effect: [command] for effect in owner(identity, partner)}
    for command, partner, name in desks.approved_partnerships(executed):
        asked.add(name)
        if is_settled and known[name] != [partner]:
            report.found("doubled" if known[name] else "lost", f"the partner of {command}")
        for one in known[name]:
            made[effects.event("identity.v1/PartnerChanged", one, 1)] = [command]
            made |= {effect: [command] for effect in owner(identity, one)}
    for name in known.keys() - asked:
        report.found("unasked", f"nobody asked for the partner {name}")
    report.counts["partners"] = sum(map(len, known.values()))
    return made


def owner(identity, partner):
    """The effects that an account's owner stands for; those of the shops accepted their invitation."""
    for user, version in identity.execute(
            "SELECT id, version FROM users WHERE partner_id IS ?", [partner]):
        yield from (effects.event("identity.v1/UserChanged", user, one + 1)
                    for one in range(version))


# --- followers ---------------------------------------------------------------------------------

def meta(database, name):
    return database.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()[0]


def check_followers(report, databases, is_settled):
    """Where each follower stands in the log that it reads: at an event that is there, and, when all
    is settled, at its head. The log is found by its epoch."""
    count = 0
    logs = {as_bytes(meta(database, "log.epoch")): name for name, database in databases.items()}
    for service, database in databases.items():
        for name, epoch, seq, event in database.execute(
                "SELECT name, epoch, seq, id FROM followers"):
            count += 1
            who = f"{service}'s follower {name}"
            if epoch not in logs:
                if is_settled or epoch is not None:
                    report.found("follower", f"{who} reads a log that is nobody's")
                continue
            log = databases[logs[epoch]]
            (head,) = log.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
            if seq and (event,) != log.execute(
                    "SELECT id FROM events WHERE seq = ?", [seq]).fetchone():
                report.found("follower", f"{who} stands at event {seq}, which is another or none")
            if is_settled and seq != head:
                report.found("follower", f"{who} stands at {seq} of {head}")
        for name, subject, reason in database.execute("SELECT name, subject, reason FROM parked"):
            report.found("follower", f"{service}'s {name} parked {subject.hex()}: {reason}")
    report.counts["followers"] = count


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).replace("-", "").encode()


PROJECTIONS = {
    "end users": ("SELECT id, version, code, status, name FROM end_users",
                  "SELECT id, version, code, status, name FROM end_users"),
    "partners": ("SELECT id, version, name, status FROM partners",
                 "SELECT id, version, name, status FROM partners"),
    "tenants": ("SELECT id, version, time_zone FROM tenants",
                "SELECT id, version, time_zone FROM tenants")}
ENTITLEMENTS = ("SELECT id, version, products FROM partnerships",
                "SELECT id, version, products FROM entitlements")
STANDINGS = ("SELECT id, version, status FROM standings",
             "SELECT id, version, status FROM standings")
ACTIVITIES = ("SELECT id, version, partner, end_user, earned_on, redeemed_on FROM end_user_activities",
              "SELECT id, version, partner, end_user, earned_on, redeemed_on FROM segment_activities")
# The row of an end user stands there before anybody has seen them.
SIGHTINGS = ("SELECT id, version, seen_on FROM sightings",
             "SELECT id, seen_version, seen_on FROM segment_people WHERE seen_version > 0")
# Who never was an operator has no row; who is one as identity says has the same.
OPERATORS = ("""SELECT id, version, chat_operator = 'administrator', partner_id FROM users
                WHERE chat_operator IS NOT NULL""",
             "SELECT id, version, is_administrator, partner FROM operators")
CHANNELS = ("SELECT id, version, status = 'published', name FROM channels",
            "SELECT id, version, is_published, name FROM channels")
FOLLOWERS = ("SELECT id, version, channel, end_user FROM channel_followers",) * 2
ADVERTISERS = ("""SELECT id, version, EXISTS (SELECT 1 FROM json_each(products)
                  WHERE value = 'advertising') FROM partnerships""",
               "SELECT id, version, has_advertising FROM entitlements")
# What is counted changes nothing of it.
IMPRESSIONS = ("""SELECT partner, version, bought + adjusted, bought + adjusted - reserved - counted
                  FROM impression_balances""",
               "SELECT id, version, total, available FROM advertising_balances")
COUPONS = ("SELECT id, version, status = 'published', title FROM coupons",
           "SELECT id, version, is_published, title FROM coupons")
PRINCIPALS = ("SELECT id, version, name, public_key, revoked_at FROM principals",
              "SELECT id, version, name, public_key, revoked_at FROM security_principals")


def check_projections(report, databases, is_settled):
    """What they keep of each other's things is what their owner has, or had a moment ago."""
    others = databases.keys() - {"identity"}
    pairs = [("identity", name, what, *queries)
             for what, queries in PROJECTIONS.items() for name in others]
    pairs += [("identity", name, "principals", *PRINCIPALS) for name in databases]
    pairs.append(("partners", "identity", "entitlements", *ENTITLEMENTS))
    pairs.append(("partners", "identity", "standings", *STANDINGS))
    pairs.append(("loyalty", "partners", "activities", *ACTIVITIES))
    pairs.append(("identity", "partners", "sightings", *SIGHTINGS))
    pairs.append(("identity", "helpdesk", "operators", *OPERATORS))
    pairs.append(("partners", "helpdesk", "channels", *CHANNELS))
    pairs.append(("partners", "helpdesk", "followers", *FOLLOWERS))
    pairs.append(("loyalty", "helpdesk", "coupons", *COUPONS))
    pairs.append(("partners", "advertising", "entitlements", *ADVERTISERS))
    pairs.append(("partners", "advertising", "followers", *FOLLOWERS))
    pairs.append(("advertising", "partners", "impressions", *IMPRESSIONS))
    for source, service, what, truth, copy in pairs:
        mine = {row[0]: row for row in databases[source].execute(truth)}
        theirs = {row[0]: row for row in databases[service].execute(copy)}
        for thing, row in theirs.items():
            now = mine.get(thing)
            if now is None or row[1] > now[1] or (is_settled or row[1] == now[1]) and row != now:
                report.found("follower", f"{service} keeps {what} {thing.hex()} otherwise")
        if is_settled:
            for thing in mine.keys() - theirs.keys():
                report.found("follower", f"{service} knows nothing of {what} {thing.hex()}")
        report.counts[f"{service}'s {what}"] = len(theirs)
