"""What messages to many must come to: each of the frozen audience got each once, and nobody else did."""

import collections

import cbor2

# Held against the tables here, and not one by one against commands.
KINDS = {f"helpdesk.v1/{kind}" for kind in ("BroadcastChanged", "HelpdeskMessagesCounted")}

# Nobody in the shops leaves a channel, is blocked or erased, so nobody may be passed over.
LISTED = "broadcasts.is_gathered = 1 AND broadcasts.is_cleared = 0"
GOT = """SELECT 1 FROM messages JOIN conversations ON conversations.seq = conversation
         WHERE broadcast = broadcasts.seq AND conversations.end_user = listed.end_user"""

WRONG = {
    "somebody got a message to many twice": """
        SELECT broadcast, end_user, count(*) FROM messages
        JOIN conversations ON conversations.seq = conversation
        WHERE broadcast IS NOT NULL GROUP BY broadcast, end_user HAVING count(*) > 1""",
    "a message to many came to more or fewer than were counted": """
        SELECT id, sent FROM broadcasts WHERE sent <> (
            SELECT count(*) FROM messages WHERE broadcast = broadcasts.seq)""",
    "somebody was passed over by a message to many": """
        SELECT id, audience, sent, skipped FROM broadcasts
        WHERE skipped > 0 OR (status = 'sent' AND sent <> audience)""",
    "a message to many has another list than it counted": f"""
        SELECT id, audience FROM broadcasts WHERE {LISTED} AND audience <> (
            SELECT count(*) FROM broadcast_recipients WHERE broadcast = broadcasts.seq)""",
    "a message to many came to somebody who is not in its list": f"""
        SELECT broadcasts.id, end_user FROM messages
        JOIN conversations ON conversations.seq = conversation
        JOIN broadcasts ON broadcasts.seq = broadcast WHERE {LISTED} AND NOT EXISTS (
            SELECT 1 FROM broadcast_recipients AS listed WHERE listed.broadcast = broadcasts.seq
            AND listed.end_user = conversations.end_user)""",
    "the place of a message to many is not behind those who have it": f"""
        SELECT id, listed.end_user FROM broadcasts
        JOIN broadcast_recipients AS listed ON listed.broadcast = broadcasts.seq
        WHERE {LISTED} AND (listed.end_user <= ifnull(sent_to, x'')) <> EXISTS ({GOT})""",
    "a message to many was listed more or less often than it came": """
        SELECT id, sent FROM broadcasts WHERE sent <> (
            SELECT count(*) FROM notifications WHERE notifications.broadcast = broadcasts.id)""",
    "a message to many was told more or less often than it changed": """
        SELECT id, version FROM broadcasts WHERE version <> (
            SELECT count(*) FROM events
            WHERE subject = broadcasts.id AND kind = 'helpdesk.v1/BroadcastChanged')""",
    "the month's messages were told more or less often than they were counted": """
        SELECT id, version FROM message_counts WHERE version <> (
            SELECT count(*) FROM events
            WHERE subject = message_counts.id AND kind = 'helpdesk.v1/HelpdeskMessagesCounted')"""}


STEPS = {f"helpdesk.v1/{step}Broadcast" for step in
         ("Create", "Schedule", "Pause", "Resume", "Cancel")}


def check(report, executed, helpdesk, is_settled):
    """Broadcasts against what was asked for, and each against those that were sent after it."""
    asked = [(command, cbor2.loads(request), cbor2.loads(body))
             for command, request, body in executed if command.method in STEPS]
    check_steps(report, asked, helpdesk)
    there = dict(helpdesk.execute("SELECT id, status FROM broadcasts"))
    texts = collections.Counter(text for text, in helpdesk.execute("SELECT text FROM broadcasts"))
    for command, request, reply in asked:
        if command.method.endswith("/CreateBroadcast"):
            if reply["broadcastId"].bytes not in there:
                report.found("lost", f"the message to many of {command}")
            if texts[request["terms"]["text"]] > 1:
                report.found("doubled", f"the message to many of {command}")
            del there[reply["broadcastId"].bytes], texts[request["terms"]["text"]]
    for text in texts:
        report.found("unasked", f"nobody wrote the message to many {text}")
    if is_settled:
        for (broadcast,) in helpdesk.execute(
                "SELECT id FROM broadcasts WHERE status IN ('scheduled', 'sending')"):
            report.found("lost", f"the message to many {broadcast.hex()} has not come to all")
    paused = {reply["broadcastId"].bytes for command, _, reply in asked
              if command.method.endswith("/PauseBroadcast")}
    check_audiences(report, helpdesk, paused)


def check_steps(report, asked, helpdesk):
    """Each standing that a command was answered was told by an event."""
    told = collections.defaultdict(set)
    for subject, body in helpdesk.execute(
            "SELECT subject, body FROM events WHERE kind = 'helpdesk.v1/BroadcastChanged'"):
        event = cbor2.loads(body)
        told[subject].add((event["version"], event["status"]))
    for command, _, reply in asked:
        if (reply["version"], reply["status"]) not in told[reply["broadcastId"].bytes]:
            report.found("lost", f"what {command} made of a message to many: {reply}")


def check_audiences(report, helpdesk, paused):
    """A channel's followers stay, so that who got a message to many got all that began later.

    One that was paused may have gathered its audience after a later one."""
    got = collections.defaultdict(set)
    for broadcast, end_user in helpdesk.execute("""
            SELECT broadcast, end_user FROM messages
            JOIN conversations ON conversations.seq = conversation WHERE broadcast IS NOT NULL"""):
        got[broadcast].add(end_user)
    before = collections.defaultdict(lambda: (None, set()))
    for broadcast, seq, channels, started_at in helpdesk.execute("""
            SELECT id, seq, channels, started_at FROM broadcasts WHERE status = 'sent'
            ORDER BY started_at, seq"""):
        if broadcast in paused:
            continue
        if not got[seq]:
            report.found("lost", f"the message to many {broadcast.hex()} came to nobody")
        earlier, people = before[channels]
        if started_at != earlier:
            for one in people - got[seq]:
                report.found("lost", f"{one.hex()} did not get the message to many {broadcast.hex()}")
        before[channels] = started_at, people | got[seq]
    report.counts["messages to many"] = sum(map(len, got.values()))
