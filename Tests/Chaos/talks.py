"""What conversations and their messages must come to, told a second time."""

import collections

import cbor2

# Kinds of events that are held against the tables here, and not one by one against commands.
KINDS = {f"helpdesk.v1/{kind}" for kind in (
    "ConversationChanged", "MessagePosted", "MessageRevised", "MessagesMarked", "PresenceChanged",
    "NotificationRaised")}

WRONG = {
    "the places of messages have gaps": """
        SELECT conversation FROM messages GROUP BY conversation
        HAVING min(seq) <> 1 OR max(seq) <> count(*)""",
    "a conversation's last place is not its last message's": """
        SELECT id, last_seq FROM conversations WHERE last_seq <> (
            SELECT count(*) FROM messages WHERE conversation = conversations.seq)""",
    "a conversation was told more or less often than it changed": """
        SELECT id, version FROM conversations WHERE version <> (
            SELECT count(*) FROM events
            WHERE subject = conversations.id AND kind = 'helpdesk.v1/ConversationChanged')""",
    "what is unread was counted wrongly": """
        SELECT id, customer_unread, operators_unread FROM conversations
        WHERE customer_unread <> (
            SELECT count(*) FROM messages WHERE conversation = conversations.seq
            AND seq > customer_read AND side IN ('agent', 'partner'))
        OR operators_unread <> (
            SELECT count(*) FROM messages WHERE conversation = conversations.seq
            AND seq > operators_read AND side = 'customer')""",
    "who has a conversation is not who holds it": """
        SELECT id FROM conversations WHERE agent IS NOT (
            SELECT holdings.agent FROM holdings
            WHERE conversation = conversations.seq AND until_seq IS NULL)""",
    "two operators hold a conversation": """
        SELECT conversation FROM holdings WHERE until_seq IS NULL
        GROUP BY conversation HAVING count(*) > 1""",
    "an operator has more conversations than one may": """
        SELECT agent, count(*) FROM conversations WHERE status = 'active' GROUP BY partner, agent
        HAVING count(*) > coalesce((
            SELECT most_conversations FROM chat_policies WHERE id = partner), 5)""",
    "somebody waits, or is answered, in no round": """
        SELECT id, status FROM conversations WHERE (status IN ('unanswered', 'active')) <> EXISTS (
            SELECT 1 FROM rounds WHERE conversation = conversations.seq AND finished_at IS NULL)""",
    "an end user has two conversations with a channel": """
        SELECT channel, end_user FROM conversations WHERE end_user IS NOT NULL
        GROUP BY channel, end_user HAVING count(*) > 1""",
    "an end user was told of something more or less often than it is listed": """
        SELECT end_user, count(*) FROM notifications WHERE kind <> 'message'
        GROUP BY end_user HAVING count(*) <> (
            SELECT count(*) FROM events
            WHERE subject = end_user AND kind = 'helpdesk.v1/NotificationRaised')""",
    "threads tell an end user more than their notifications do": """
        SELECT end_user, happening, count(*) FROM messages
        JOIN conversations ON conversations.seq = conversation
        WHERE happening IN ('pointsAwarded', 'couponIssued', 'couponRedeemed')
        GROUP BY end_user, happening HAVING count(*) > (
            SELECT count(*) FROM notifications
            WHERE notifications.end_user = conversations.end_user AND kind = happening)"""}


def told_of_partner(kind):
    """A thing of which a partner has one; its reply does not name it."""
    return lambda route, asked, reply: [("event", route, f"helpdesk.v1/{kind}", reply["version"])]


def enabled(route, asked, reply):
    """The one effect of helpdesk's that a command's reply names alone."""
    settings = reply["settings"]
    return [("event", settings["channelId"].bytes, "helpdesk.v1/ChatSettingsChanged",
             settings["version"])]


def check(report, executed, helpdesk):
    """Messages against what was written, steps against what was told, and one holder at a time."""
    check_messages(report, executed, helpdesk)
    check_steps(report, executed, helpdesk)
    check_order(report, helpdesk)
    check_holders(report, helpdesk)
    check_rooms(report, helpdesk)


def check_messages(report, executed, helpdesk):
    """Each message that was acknowledged has its place and its words, once; no other has a client id."""
    there = collections.defaultdict(list)
    for conversation, client, seq, text in helpdesk.execute("""
            SELECT conversations.id, client_id, messages.seq, text FROM messages
            JOIN conversations ON conversations.seq = conversation WHERE client_id IS NOT NULL"""):
        there[conversation, client].append((seq, text))
    asked_for = set()
    for command, request, body in executed:
        if command.method != "helpdesk.v1/PostMessage":
            continue
        asked, reply = cbor2.loads(request), cbor2.loads(body)
        place = asked["conversationId"].bytes, asked["clientId"]
        asked_for.add(place)
        if (reply["seq"], asked["text"]) not in there[place]:
            report.found("lost", f"message {reply['seq']} of {command}; there is {there[place]}")
        elif len(there[place]) > 1:
            report.found("doubled", f"the message of {command}: {there[place]}")
    for (conversation, client), found in there.items():
        if found and (conversation, client) not in asked_for:
            report.found("unasked", f"nobody wrote {client} in {conversation.hex()}: {found}")
    report.counts["messages"] = sum(map(len, there.values()))


def notification_of(kind, body):
    """What helpdesk tells of once for an event of loyalty's."""
    event = cbor2.loads(body)
    match kind:
        case "loyalty.v1/PointsAwarded":
            thing = "pointsAwarded", f"{event['awardId']}"
        case "loyalty.v1/CouponIssued":
            thing = "couponIssued", f"{event['issuedCouponId']}"
        case _:
            thing = "couponRedeemed", f"{event['issuedCouponId']} {event['use']}"
    return event["endUserId"].bytes, *thing


def check_notifications(report, loyalty, helpdesk, is_settled):
    """Each end user is told of all that loyalty did for them, once, and of nothing else."""
    done = {notification_of(kind, body) for kind, body in loyalty.execute("""
        SELECT kind, body FROM events WHERE kind IN
        ('loyalty.v1/PointsAwarded', 'loyalty.v1/CouponIssued', 'loyalty.v1/CouponRedeemed')""")}
    told = [(end_user, kind, thing.lower()) for end_user, kind, thing in helpdesk.execute(
        "SELECT end_user, kind, thing FROM notifications WHERE kind NOT IN ('message', 'promo')")]
    for one in set(told) - done:
        report.found("unasked", f"{one[0].hex()} is told of {one[1]} {one[2]}, which loyalty did not do")
    if is_settled:
        for one in done - set(told):
            report.found("lost", f"{one[0].hex()} is not told of {one[1]} {one[2]}")
    report.counts["notifications"] = len(told)


STEPS = {f"helpdesk.v1/{step}Conversation" for step in
         ("Open", "Take", "Release", "Transfer", "Finish")}


def check_steps(report, executed, helpdesk):
    """Each standing that a command was answered was told by an event."""
    told = collections.defaultdict(dict)
    for subject, body in helpdesk.execute(
            "SELECT subject, body FROM events WHERE kind = 'helpdesk.v1/ConversationChanged'"):
        event = cbor2.loads(body)
        if told[subject].setdefault(event["version"], event) is not event:
            report.found("doubled", f"version {event['version']} of {subject.hex()} was told twice")
    for command, _, body in executed:
        if command.method not in STEPS:
            continue
        reply = cbor2.loads(body)
        event = told[reply["conversationId"].bytes].get(reply["version"])
        if event is None or (event["status"], event.get("agentId")) != (
                reply["status"], reply.get("agentId")):
            report.found("lost", f"what {command} made of a conversation: {reply}")
    report.counts["conversations"] = len(told)


def check_order(report, helpdesk):
    """The log tells each conversation's messages in their places, so that all readers get one order."""
    told = collections.defaultdict(list)
    for subject, body in helpdesk.execute(
            "SELECT subject, body FROM events WHERE kind = 'helpdesk.v1/MessagePosted' ORDER BY seq"):
        told[subject].append(cbor2.loads(body)["seq"])
    for conversation, last in helpdesk.execute("SELECT id, last_seq FROM conversations"):
        if told[conversation] != list(range(1, last + 1)):
            report.found("order", f"{conversation.hex()} was told as {told[conversation]}")


def check_holders(report, helpdesk):
    """The lines in each thread, one after the other, give one holder at a time, who alone answers."""
    threads = collections.defaultdict(list)
    for conversation, seq, side, sender, happening, agent in helpdesk.execute("""
            SELECT conversation, seq, side, sender, happening, agent FROM messages
            ORDER BY conversation, seq"""):
        threads[conversation].append((seq, side, sender, happening, agent))
    now = dict(helpdesk.execute("SELECT seq, agent FROM conversations"))
    for conversation, lines in threads.items():
        holder = None
        for seq, side, sender, happening, agent in lines:
            wrong = side == "agent" and sender != holder
            match happening:
                case "taken" | "invited":
                    wrong, holder = holder is not None, agent
                case "transferred":
                    wrong, holder = holder is None, agent
                case "released" | "lost":
                    wrong, holder = holder != agent, None
                case "finished":
                    # An administrator may close what another has.
                    wrong, holder = holder is None, None
            if wrong:
                report.found("holder", f"message {seq} of conversation {conversation}: {happening or side}")
        if holder != now[conversation]:
            report.found("holder", f"conversation {conversation} is another's than its thread says")


def check_rooms(report, helpdesk):
    """After each step that was told nobody had more conversations than their partner lets them have."""
    most = dict(helpdesk.execute("SELECT id, most_conversations FROM chat_policies"))
    partners = dict(helpdesk.execute("SELECT id, partner FROM conversations"))
    holders, held, fullest = {}, collections.Counter(), 0
    for seq, subject, body in helpdesk.execute("""
            SELECT seq, subject, body FROM events WHERE kind = 'helpdesk.v1/ConversationChanged'
            ORDER BY seq"""):
        event = cbor2.loads(body)
        before, agent = holders.get(subject), event.get("agentId")
        holders[subject] = agent
        if agent == before:
            continue
        held[before] -= 1
        held[agent] += 1
        if agent:
            fullest = max(fullest, held[agent])
            if held[agent] > most.get(partners[subject], 5):
                report.found("holder", f"{agent} has {held[agent]} conversations after event {seq}")
    report.counts["conversations of one at a time"] = fullest
