"""The checker can fail: whatever is done to a copy of what a short rage left, it names."""

import contextlib
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

import cbor2
import pytest

import broadcasts
import talks
from checker import Report, check
from schedule import schedule

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "Interop"))

import programs  # noqa: E402
from programs import SERVICES  # noqa: E402

pytest_plugins = ["limits"]
pytestmark = pytest.mark.limit(120, setup=600)


@pytest.fixture(scope="session")
def raged(tmp_path_factory):
    """The folder of a short run, in which nothing was wrong."""
    data = tmp_path_factory.mktemp("chaos") / "data"
    ended = programs.run(
        [sys.executable, HERE / "chaos.py", "--seconds", "4", "--seed", "7", "--keep",
         "--data", data], capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    last = ended.stdout.splitlines()[-1].split()
    assert last[0::2] == ["kills", "acknowledged", "lost", "doubled", "seed"]
    assert int(last[1]) > 2 and int(last[3]) > 20 and last[5:] == ["0", "doubled", "0", "seed", "7"]
    return data


class Copy:
    """A copy of the folder, to be tampered with."""

    def __init__(self, raged, folder):
        self.folder = folder
        for name in SERVICES:
            shutil.copytree(raged / name, folder / name)
            shutil.copytree(raged / f"{name}.secrets", folder / f"{name}.secrets")
        for name in "journals", "mail":
            shutil.copytree(raged / name, folder / name)

    def change(self, service, *statements):
        """Someone who tampers with a file is stopped by no trigger and no foreign key."""
        file = self.folder / service / f"{service}.sqlite"
        with contextlib.closing(sqlite3.connect(file)) as database:
            triggers = database.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            changed = sum(database.execute(statement).rowcount for statement in statements)
            for _, sql in triggers:
                database.execute(sql)
            database.commit()
        assert changed >= len(statements), "the statements changed nothing"

    def rewrite(self, edit):
        """Lets `edit` change one line of a client's journal, the first it wants to."""
        for file in sorted((self.folder / "journals").glob("*.jsonl")):
            lines = [json.loads(line) for line in file.read_text().splitlines()]
            if edit(lines):
                file.write_text("".join(json.dumps(line) + "\n" for line in lines))
                return
        raise AssertionError("no journal had such a line")

    def findings(self):
        return {what for what, _ in check(self.folder, SERVICES, True).findings}


@pytest.fixture
def copy(raged, tmp_path):
    return Copy(raged, tmp_path)


def test_an_honest_copy_is_right(copy):
    report = check(copy.folder, SERVICES, True)
    assert report.findings == [] and report.acknowledged > 20


LAST_AWARD = "(SELECT max(seq) FROM ledger WHERE kind = 'award')"
ALL_BUT_ID = "partner, end_user, point_type, amount, remaining, awarded_at, expires_at, reversed_at"
ENTRY = """at, partner, end_user, point_type, kind, from_account, to_account, amount, lot,
    issued_coupon, actor_kind, actor, impersonator, program"""
# What services say to each other about their reading has answers without a word.
LAST_ANSWER = "(SELECT max(key) FROM answers WHERE status = 0 AND length(body) > 1)"
LAST_WRITTEN = "(SELECT max(id) FROM messages WHERE client_id IS NOT NULL)"
CONFIRMATION = "(SELECT min(seq) FROM notifications WHERE kind <> 'message')"
UNUSED_LOT = "(SELECT max(seq) FROM lots WHERE remaining = amount AND reversed_at IS NULL)"


@pytest.mark.parametrize("what, service, statements", [
    ("lost", "loyalty", [f"DELETE FROM ledger WHERE seq = {LAST_AWARD}"]),
    ("books", "loyalty", [f"DELETE FROM ledger WHERE seq = {LAST_AWARD}"]),
    ("lost", "loyalty", [f"DELETE FROM answers WHERE key = {LAST_ANSWER}"]),
    ("lost", "loyalty", ["DELETE FROM events WHERE kind LIKE '%PointsAwarded' AND seq ="
                         " (SELECT max(seq) FROM events WHERE kind LIKE '%PointsAwarded')"]),
    ("lost", "identity", ["DELETE FROM end_users WHERE id = (SELECT max(id) FROM end_users)"]),
    ("lost", "identity", ["DELETE FROM partners"]),
    # An award that was booked twice: by another lot, with its entry and its balance, so that the
    # books agree; and by another entry alone.
    ("unasked", "loyalty", [
        f"INSERT INTO lots (id, {ALL_BUT_ID}) SELECT randomblob(16), {ALL_BUT_ID} FROM lots"
        f" WHERE seq = {UNUSED_LOT}",
        f"INSERT INTO ledger ({ENTRY}) SELECT {ENTRY.replace('lot,', '(SELECT max(seq) FROM lots),')}"
        " FROM ledger WHERE kind = 'award' AND lot = (SELECT seq FROM lots WHERE (end_user,"
        " point_type, amount, awarded_at) = (SELECT end_user, point_type, amount, awarded_at FROM"
        " lots ORDER BY seq DESC LIMIT 1) LIMIT 1)",
        "UPDATE balances SET amount = amount + (SELECT amount FROM lots ORDER BY seq DESC LIMIT 1)"
        " WHERE (end_user, point_type) = (SELECT end_user, point_type FROM lots ORDER BY seq DESC"
        " LIMIT 1)"]),
    ("doubled", "loyalty", [
        f"INSERT INTO ledger ({ENTRY}) SELECT {ENTRY} FROM ledger WHERE seq = {LAST_AWARD}"]),
    ("doubled", "loyalty", [
        "INSERT INTO events (id, kind, security, at, subject, body) SELECT randomblob(16), kind,"
        " security, at, subject, body FROM events WHERE kind LIKE '%PointsAwarded' LIMIT 1"]),
    ("unasked", "loyalty", [
        "INSERT INTO answers SELECT randomblob(16), scope, request, status, effect, seq, body"
        f" FROM answers WHERE key = {LAST_ANSWER}"]),
    ("changed", "loyalty", [
        "UPDATE answers SET body = (SELECT body FROM answers WHERE status = 0 ORDER BY key LIMIT 1)"
        f" WHERE key = {LAST_ANSWER}"]),
    ("changed", "loyalty", [
        f"UPDATE answers SET request = randomblob(16) WHERE key = {LAST_ANSWER}"]),
    ("unasked", "identity", [
        "INSERT INTO events (id, kind, security, at, subject, body) SELECT randomblob(16), kind,"
        " security, at, randomblob(16), body FROM events WHERE kind LIKE '%/UserChanged' LIMIT 1"]),
    ("audit", "loyalty", [
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit WHERE refusal IS NULL)"]),
    ("books", "loyalty", ["UPDATE balances SET amount = amount + 1"]),
    ("books", "loyalty", [
        "UPDATE coupons SET issued = issued + 1 WHERE stock IS NULL OR issued < stock"]),
    ("follower", "loyalty", ["UPDATE followers SET seq = seq - 1 WHERE name = 'identity'"]),
    ("follower", "loyalty", ["UPDATE followers SET id = randomblob(16) WHERE name = 'identity'"]),
    ("follower", "loyalty", ["UPDATE end_users SET name = 'Another'"]),
    ("follower", "identity", ["UPDATE followers SET epoch = randomblob(16)"]),
    ("follower", "identity", ["DELETE FROM security_principals"]),
    ("lost", "partners", ["DELETE FROM decisions WHERE seq = 1"]),
    ("books", "partners", ["DELETE FROM decisions WHERE seq = 1"]),
    ("books", "partners", ["UPDATE partnerships SET version = version + 1"]),
    ("books", "partners", [
        "UPDATE partnerships SET package = (SELECT id FROM packages WHERE id <> package LIMIT 1)"]),
    ("doubled", "partners", ["UPDATE add_on_balances SET count = count + 1"]),
    ("books", "partners", ["UPDATE impressions SET balance = balance + 1"]),
    ("lost", "partners", [
        "UPDATE requests SET status = 'cancelled', reason = NULL WHERE id ="
        " (SELECT request FROM decisions LIMIT 1)"]),
    ("unasked", "partners", [
        "UPDATE requests SET status = 'rejected', reason = 'No room.' WHERE id ="
        " (SELECT request FROM decisions WHERE decision = 'approved' LIMIT 1)"]),
    ("doubled", "partners", [
        "INSERT INTO events (id, kind, security, at, subject, body) SELECT randomblob(16), kind,"
        " security, at, subject, body FROM events WHERE kind LIKE '%/RequestDecided' LIMIT 1"]),
    ("follower", "identity", ["UPDATE entitlements SET version = version + 1"]),
    ("books", "loyalty", ["UPDATE report_sums SET value = value + 1 WHERE measure = 'pointsGiven'"]),
    ("books", "loyalty", ["UPDATE report_sums SET slot = slot + 1"]),
    ("books", "loyalty", ["UPDATE end_user_activities SET earned_on = earned_on - 1"]),
    ("books", "loyalty", ["DELETE FROM events WHERE kind LIKE '%/EndUserActivityChanged'"]),
    ("books", "identity", ["UPDATE sightings SET version = version + 1"]),
    ("follower", "partners", ["UPDATE segment_activities SET earned_on = earned_on - 1"]),
    ("follower", "partners", ["DELETE FROM segment_activities"]),
    ("follower", "partners", ["UPDATE segment_people SET seen_on = 1 WHERE seen_version > 0"]),
    ("lost", "helpdesk", [f"DELETE FROM messages WHERE id = {LAST_WRITTEN}"]),
    ("lost", "helpdesk", [f"DELETE FROM notifications WHERE seq = {CONFIRMATION}"]),
    ("books", "helpdesk", [f"DELETE FROM notifications WHERE seq = {CONFIRMATION}"]),
    ("unasked", "helpdesk", [f"UPDATE notifications SET thing = 'x' WHERE seq = {CONFIRMATION}"]),
    ("books", "helpdesk", ["DELETE FROM messages WHERE seq = 1"]),
    ("lost", "helpdesk", [f"UPDATE messages SET text = text || '!' WHERE id = {LAST_WRITTEN}"]),
    ("unasked", "helpdesk", [f"UPDATE messages SET client_id = 'x' WHERE id = {LAST_WRITTEN}"]),
    ("doubled", "helpdesk", [
        "INSERT INTO messages (conversation, seq, at, side, sender, kind, client_id, text)"
        " SELECT conversation, 1 + (SELECT max(seq) FROM messages AS others WHERE others.conversation ="
        " messages.conversation), at, side, randomblob(16), kind, client_id, text FROM messages"
        f" WHERE id = {LAST_WRITTEN}"]),
    ("order", "helpdesk", ["DELETE FROM events WHERE seq = (SELECT min(seq) FROM events"
                           " WHERE kind LIKE '%/MessagePosted')"]),
    ("order", "helpdesk", [
        "UPDATE events SET body = (SELECT body FROM events AS others WHERE others.subject = events.subject"
        " AND kind LIKE '%/MessagePosted' ORDER BY seq DESC LIMIT 1) WHERE seq = (SELECT min(seq) FROM"
        " events WHERE kind LIKE '%/MessagePosted')"]),
    ("lost", "helpdesk", ["DELETE FROM events WHERE kind LIKE '%/ConversationChanged'"]),
    ("books", "helpdesk", ["UPDATE conversations SET version = version + 1"]),
    ("books", "helpdesk", ["UPDATE conversations SET operators_unread = operators_unread + 1"]),
    ("books", "helpdesk", ["UPDATE conversations SET last_seq = last_seq + 1"]),
    ("books", "helpdesk", ["DELETE FROM holdings"]),
    ("books", "helpdesk", ["DELETE FROM rounds"]),
    ("holder", "helpdesk", ["UPDATE messages SET sender = randomblob(16) WHERE side = 'agent'"]),
    ("holder", "helpdesk", ["UPDATE messages SET agent = randomblob(16) WHERE happening = 'taken'"]),
    ("follower", "helpdesk", ["UPDATE operators SET is_administrator = 1 - is_administrator"]),
    ("follower", "helpdesk", ["DELETE FROM channel_followers"]),
    ("follower", "helpdesk", ["UPDATE channels SET is_published = 0"]),
])
def test_tampering_with_a_database_is_found(copy, what, service, statements):
    copy.change(service, *statements)
    assert what in copy.findings()


# One that was sent in the end, whose list is gone, and one of those to whom it came.
SENT = "(SELECT max(seq) FROM broadcasts WHERE status = 'sent')"
COPY = "(SELECT max(id) FROM messages WHERE broadcast IS NOT NULL)"
UNDONE = "UPDATE broadcasts SET is_cleared = 0"
LIST = """INSERT INTO broadcast_recipients (broadcast, end_user, channel)
    SELECT broadcast, end_user, channel FROM messages
    JOIN conversations ON conversations.seq = conversation WHERE broadcast IS NOT NULL"""
NOBODY, LAST = "randomblob(16)", f"x'{'ff' * 16}'"


@pytest.mark.parametrize("words, statements", [
    ("got a message to many twice", [
        "INSERT INTO messages (conversation, seq, at, side, kind, broadcast) SELECT conversation,"
        f" 10000, at, side, kind, broadcast FROM messages WHERE id = {COPY}"]),
    ("came to more or fewer than were counted", [
        f"UPDATE messages SET broadcast = NULL WHERE id = {COPY}"]),
    ("was passed over by a message to many", [
        f"UPDATE broadcasts SET audience = audience + 1 WHERE seq = {SENT}"]),
    ("was passed over by a message to many", [
        f"UPDATE broadcasts SET sent = sent - 1, skipped = 1 WHERE seq = {SENT}"]),
    ("has another list than it counted", [UNDONE]),
    ("who is not in its list", [UNDONE, LIST, "UPDATE broadcast_recipients SET end_user ="
                                f" {NOBODY} WHERE broadcast = {SENT}"]),
    ("is not behind those who have it", [UNDONE, LIST, "UPDATE broadcasts SET sent_to = NULL"]),
    ("is not behind those who have it", [
        UNDONE, LIST, f"UPDATE broadcasts SET sent_to = {LAST} WHERE seq = {SENT}",
        f"DELETE FROM messages WHERE id = {COPY}"]),
    ("was listed more or less often than it came", [
        "DELETE FROM notifications WHERE seq = (SELECT max(seq) FROM notifications"
        " WHERE kind = 'message')"]),
    ("a message to many was told more or less often", ["UPDATE broadcasts SET version = 1000"]),
    ("the month's messages were told", ["UPDATE message_counts SET version = version + 1"]),
    ("nobody wrote the message to many", ["UPDATE broadcasts SET text = 'x'"]),
    ("has not come to all", [
        f"UPDATE broadcasts SET status = 'sending' WHERE seq = {SENT}"]),
    ("came to nobody", [f"UPDATE messages SET broadcast = NULL WHERE broadcast = {SENT}"]),
    ("made of a message to many", [
        "DELETE FROM events WHERE kind = 'helpdesk.v1/BroadcastChanged'"]),
    ("the off-line message of", ["DELETE FROM offline_messages"]),
    ("nobody left the off-line message", [
        f"INSERT INTO offline_messages SELECT {NOBODY}, tenant, partner, channel, end_user, visitor,"
        " left_at, handled_at, handled_by, name, email, text, page FROM offline_messages LIMIT 1"]),
])
def test_what_is_wrong_with_the_help_desk_is_said(copy, words, statements):
    copy.change("helpdesk", *statements)
    assert any(words in text for _, text in check(copy.folder, SERVICES, True).findings)


PURCHASE = "(SELECT max(seq) FROM impression_ledger WHERE kind = 'purchase')"
GIVE_BACK = "(SELECT max(seq) FROM impression_ledger WHERE kind = 'giveBack')"
MOVEMENT = "at, partner, kind, from_account, to_account, amount, campaign, reason, actor_kind, actor, program"


def again(entry, request="NULL"):
    """The same entry once more, with what it makes of balances: the books agree, but for what they are of."""
    return [
        f"INSERT INTO impression_ledger ({MOVEMENT}, request) SELECT {MOVEMENT}, {request}"
        f" FROM impression_ledger WHERE seq = {entry}",
        """UPDATE impression_balances SET version = (SELECT count(*) FROM impression_ledger AS others
            WHERE others.partner = impression_balances.partner AND kind <> 'count'),
        bought = (SELECT coalesce(sum(amount), 0) FROM impression_ledger AS others
            WHERE others.partner = impression_balances.partner AND kind = 'purchase')"""]


@pytest.mark.parametrize("words, statements", [
    # More is set aside than there is, in the ledger alone, and in both.
    ("more impressions are counted and reserved", [
        "UPDATE impression_ledger SET amount = amount + 100000 WHERE kind = 'reservation'"]),
    ("more impressions are counted and reserved", [
        f"UPDATE impression_ledger SET amount = 1 WHERE seq <= {PURCHASE} AND kind = 'purchase'"]),
    ("has shown and given back more", again(GIVE_BACK)),
    ("has shown and given back more", [
        f"UPDATE impression_ledger SET amount = amount + 1 WHERE seq = {GIVE_BACK}"]),
    ("a balance and its ledger differ", ["UPDATE impression_balances SET adjusted = adjusted + 1"]),
    ("a balance and its ledger differ", [
        "UPDATE impression_balances SET reserved = reserved - 1, counted = counted + 1 WHERE reserved > 0"]),
    ("a reservation and its ledger differ", [
        "UPDATE impression_reservations SET returned = returned + 1 WHERE remaining > 0"]),
    ("a campaign holds other impressions", [f"DELETE FROM impression_ledger WHERE seq = {GIVE_BACK}"]),
    ("a campaign holds other impressions", ["UPDATE campaigns SET impressions = impressions + 1"]),
    ("set aside for no campaign", ["UPDATE impression_ledger SET campaign = randomblob(16)"
                                   " WHERE campaign IS NOT NULL"]),
    ("a credit was told more or less often", [f"DELETE FROM impression_ledger WHERE seq = {PURCHASE}"]),
    ("a credit was told more or less often", [
        "DELETE FROM events WHERE kind = 'advertising.v1/ImpressionsCredited'"]),
    ("corrections were told", ["DELETE FROM events WHERE kind = 'advertising.v1/ImpressionsAdjusted'"]),
    ("a balance was told", ["DELETE FROM events WHERE kind = 'advertising.v1/ImpressionBalanceChanged'"]),
    ("an ad was told", ["UPDATE ads SET version = version + 1"]),
    ("a campaign was told", ["UPDATE campaigns SET version = version + 1"]),
    ("a request was withdrawn twice", [
        "INSERT INTO events (id, kind, security, at, subject, body) SELECT randomblob(16), kind, security, at,"
        " subject, body FROM events WHERE kind = 'advertising.v1/ApprovalWithdrawn' LIMIT 1"]),
    ("and what it is of", ["UPDATE impression_requests SET status = 'rejected' WHERE status = 'approved'"]),
    ("impressions of the request", [f"DELETE FROM impression_ledger WHERE seq = {PURCHASE}"]),
    ("impressions for the request", again(PURCHASE, "randomblob(16)")),
    ("impressions for the request", [
        f"UPDATE impression_ledger SET amount = amount + 1 WHERE seq = {PURCHASE}"]),
    ("reservations of", ["UPDATE impression_ledger SET amount = amount + 1 WHERE kind = 'reservation'"]),
    ("made of", ["DELETE FROM events WHERE kind = 'advertising.v1/CampaignChanged'"]),
    ("impression request", ["DELETE FROM impression_requests"]),
    ("nobody asked for correction", ["UPDATE impression_ledger SET reason = 'x' WHERE reason IS NOT NULL"]),
    ("nobody asked for campaign", ["UPDATE campaigns SET id = randomblob(16)"]),
])
def test_what_is_wrong_with_impressions_is_said(copy, words, statements):
    copy.change("advertising", *statements)
    assert any(words in text for _, text in check(copy.folder, SERVICES, True).findings)


SHOWN = "(SELECT min(id) FROM impressions WHERE clicked_at IS NOT NULL)"


@pytest.mark.parametrize("words, statements", [
    ("which was counted as", [f"DELETE FROM impressions WHERE id = {SHOWN}"]),
    ("has counted otherwise than it was shown", [f"DELETE FROM impressions WHERE id = {SHOWN}"]),
    # Counted twice, by another row, and in the ledger.
    ("nobody was told that the impression", [
        "INSERT INTO impressions SELECT randomblob(16), tenant, campaign, ad, placement, end_user, expires_at,"
        f" counted_at, viewable_at, clicked_at FROM impressions WHERE id = {SHOWN}"]),
    ("has counted otherwise than it was shown", [
        "UPDATE impression_reservations SET counted = counted - 1 WHERE counted > 0"]),
    ("a reservation and its ledger differ", [
        "UPDATE impression_ledger SET amount = amount + 1 WHERE kind = 'count'"]),
    ("a balance and its ledger differ", [
        "DELETE FROM impression_ledger WHERE kind = 'count'"]),
    ("is another than was shown", [f"UPDATE impressions SET end_user = randomblob(16) WHERE id = {SHOWN}"]),
    ("what was told of the impression", [f"UPDATE impressions SET viewable_at = NULL WHERE id = {SHOWN}"]),
    ("what was told of the impression", [f"UPDATE impressions SET clicked_at = NULL WHERE id = {SHOWN}"]),
    ("of a campaign that has set nothing aside", [
        f"UPDATE impressions SET campaign = randomblob(16) WHERE id = {SHOWN}"]),
    ("of another tenant than its placement", [
        f"UPDATE impressions SET tenant = randomblob(16) WHERE id = {SHOWN}"]),
    ("more often than its cap has it", [
        "INSERT INTO impressions SELECT randomblob(16), tenant, campaign, ad, placement, end_user, expires_at,"
        f" counted_at, viewable_at, clicked_at FROM impressions WHERE id = {SHOWN}",
        "UPDATE campaigns SET cap_most = 1, cap_period = 'lifetime'"]),
    ("a cap and what was counted differ", [
        "INSERT OR REPLACE INTO campaign_caps SELECT campaign, end_user, 1000, 0, 1 FROM impressions"
        f" WHERE id = {SHOWN}"]),
    ("the ledger has not heard", [
        "UPDATE impression_reservations SET returned = returned - 1, unsettled = 1 WHERE returned > 0"]),
    ("nobody asked for placement", ["UPDATE placements SET id = randomblob(16)"]),
    ("nobody asked for application", ["UPDATE applications SET id = randomblob(16)"]),
    ("advertising.v1/PlacementChanged", ["DELETE FROM events WHERE kind = 'advertising.v1/PlacementChanged'"]),
    ("advertising keeps followers", ["UPDATE channel_followers SET end_user = randomblob(16)"]),
])
def test_what_is_wrong_with_what_was_shown_is_said(copy, words, statements):
    copy.change("advertising", *statements)
    assert any(words in text for _, text in check(copy.folder, SERVICES, True).findings)


@pytest.mark.parametrize("words, statements", [
    ("partners keeps impressions", ["UPDATE advertising_balances SET available = available - 1"]),
    ("partners knows nothing of impressions", ["DELETE FROM advertising_balances"]),
    ("partners knows nothing of the request", ["DELETE FROM requests WHERE kind = 'ad'"]),
    ("nobody told partners of the request", [
        "UPDATE requests SET id = randomblob(16) WHERE kind = 'adCampaign'"]),
])
def test_what_partners_keeps_of_advertising_is_looked_at(copy, words, statements):
    copy.change("partners", *statements)
    assert any(words in text for _, text in check(copy.folder, SERVICES, True).findings)


def test_who_misses_one_of_several_messages_to_many_is_found():
    """Of two that one channel's followers got, the later one lacks somebody; a paused one may."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.executescript("""
            CREATE TABLE broadcasts (seq, id, channels, status, started_at);
            CREATE TABLE conversations (seq, end_user);
            CREATE TABLE messages (conversation, broadcast);
            INSERT INTO broadcasts VALUES (1, x'01', 'c', 'sent', 1), (2, x'02', 'c', 'sent', 2);
            INSERT INTO conversations VALUES (1, x'0a'), (2, x'0b');
            INSERT INTO messages VALUES (1, 1), (2, 1), (1, 2)""")
        found = {}
        for paused in (), (b"\2",):
            report = Report()
            broadcasts.check_audiences(report, database, set(paused))
            found[paused] = [what for what, _ in report.findings]
        assert found == {(): ["lost"], (b"\2",): []}


def test_who_had_too_many_conversations_for_a_moment_is_found():
    """Two of one partner's at a time: the second given before and after the first is closed."""
    def found(*steps):
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.executescript("""
                CREATE TABLE chat_policies (id, most_conversations);
                CREATE TABLE conversations (id, partner);
                CREATE TABLE events (seq INTEGER PRIMARY KEY, kind, subject, body);
                INSERT INTO chat_policies VALUES ('shop', 1);
                INSERT INTO conversations VALUES ('one', 'shop'), ('two', 'shop')""")
            for subject, agent in steps:
                database.execute(
                    "INSERT INTO events (kind, subject, body) VALUES (?, ?, ?)",
                    ["helpdesk.v1/ConversationChanged", subject, cbor2.dumps({"agentId": agent})])
            report = Report()
            talks.check_rooms(report, database)
            return [what for what, _ in report.findings]

    assert found(("one", "ivo"), ("one", None), ("two", "ivo"), ("one", "eva")) == []
    assert found(("one", "ivo"), ("two", "ivo"), ("one", None)) == ["holder"]
    assert found(("one", "ivo"), ("two", "eva"), ("two", "ivo")) == ["holder"]


def first(lines, condition):
    return next((line for line in lines if condition(line)), None)


def forget_a_command(lines):
    """Nobody asked for it, says the journal."""
    ask = first(lines, lambda line: line.get("method") == "loyalty.v1/AwardPoints")
    if ask:
        numbers = {line["ask"] for line in lines if line.get("key") == ask["key"]}
        lines[:] = [line for line in lines
                    if line.get("ask") not in numbers and line.get("answer") not in numbers]
    return ask


def invent_a_command(lines):
    """An acknowledged one, of which no service knows."""
    ask = first(lines, lambda line: line.get("method") == "loyalty.v1/AwardPoints")
    if ask:
        answer = first(lines, lambda line: line.get("answer") == ask["ask"])
        lines += [{**ask, "ask": 10 ** 9, "key": "01a20106-d3b2-7405-936f-d6fcff363ac5"},
                  {**answer, "answer": 10 ** 9}]
    return ask


def refuse_first(lines):
    """A refusal that was seen before the command was acknowledged."""
    ask = first(lines, lambda line: line.get("method") == "loyalty.v1/AwardPoints")
    if ask:
        lines.insert(lines.index(ask) + 1, {
            "answer": ask["ask"], "status": 9, "effect": 0, "reason": "endUserBlocked",
            "debugId": "1"})
    return ask


def answer_otherwise(lines):
    # Of methods that store what they answer.
    asked = {line["ask"] for line in lines if line.get("method", "").startswith("loyalty.")}
    done = first(lines, lambda line: line.get("answer") in asked and line["status"] == 0
                 and len(line["body"]) > 40)
    if done:
        done["body"] = done["body"][:-2] + ("00" if done["body"][-2:] != "00" else "01")
    return done


@pytest.mark.parametrize("what, edit", [
    ("unasked", forget_a_command), ("lost", invent_a_command), ("changed", refuse_first),
    ("changed", answer_otherwise)])
def test_a_journal_that_tells_otherwise_is_found(copy, what, edit):
    copy.rewrite(edit)
    assert what in copy.findings()


@pytest.mark.parametrize("words", [b"was approved", b"A message was left"])
def test_a_mail_too_few_or_too_many_is_found(copy, words):
    mails = [path for path in (copy.folder / "mail").glob("*.eml") if words in path.read_bytes()]
    mails[0].rename(copy.folder / "mail" / "kept")
    assert "lost" in copy.findings()
    for name in "one", "two":
        shutil.copy(copy.folder / "mail" / "kept", copy.folder / "mail" / f"{name}.eml")
    assert "doubled" in copy.findings()


def test_an_unbalanced_read_is_found(copy):
    copy.rewrite(lambda lines: lines.append(
        {"read": "loyalty.v1/CheckLedger", "isBalanced": False}) or True)
    assert "unbalanced" in copy.findings()


def test_a_seed_repeats_the_schedule():
    assert schedule(3, 60, SERVICES) == schedule(3, 60, SERVICES)
    assert schedule(3, 60, SERVICES) != schedule(4, 60, SERVICES)
    assert {fault.kind for fault in schedule(3, 60, SERVICES)} == {"kill", "stop", "arm"}


def test_an_interrupted_run_leaves_nothing_behind(tmp_path):
    data = tmp_path / "data"
    command = [sys.executable, HERE / "chaos.py", "--seconds", "60", "--data", data]
    with programs.start(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if "stopped for" in line:
                run.send_signal(signal.SIGINT)
        assert run.wait() == 130
    assert not data.exists()
    lines = []
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(file.read_bytes())
    assert not [line for line in lines if str(data).encode() in line]
