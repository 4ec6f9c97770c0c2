"""Conversations from the contract alone: who gets one, in which order all read it, and what a kill leaves."""

import collections
import os
import threading
import time
import unicodedata

import cbor2
import pytest
import zmq

from chats import Office, Writer
from elsewhere import another_tenant
from lines import Line, uuid7
from place import Place, eventually
from test_becoming import dying, rows
from test_partners import refused

# 200 in the long form.
CONVERSATIONS, AGENTS = int(os.environ.get("OCTOPUS_CONVERSATIONS", 20)), 50
PATIENCE = 60
# A read that the README's client waits for without greeting anew.
WAIT_MS = 2000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("chat"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def office(place):
    return Office(place)


@pytest.fixture
def writer(office):
    return Writer(office)


@pytest.fixture(scope="module")
def pair(office):
    return office.operator(), office.operator()


@pytest.fixture(scope="module")
def administrator(office):
    return office.operator("administrator")


def happenings(messages):
    return [one["happening"]["kind"] for one in messages if one["kind"] == "system"]


def test_a_question_is_asked_taken_answered_and_goes_on(place, office, writer, pair):
    channel = office.channel("Night desk", is_enabled=False)
    assert refused(place, writer.open, channel) == "chatDisabled"
    asked = office.settings.ask("EnableChat", channelId=channel, version=0)
    assert asked["warning"] and not asked["settings"]["isEnabled"]
    office.settings.ask("EnableChat", channelId=channel, version=0, isConfirmed=True)
    assert refused(place, writer.open, channel) == "notFollowing"
    writer.follow(channel)
    conversation = writer.open(channel)
    assert writer.open(channel) == conversation
    writer.say(conversation, "Are you open?", "1")
    assert writer.say(conversation, "Are you open?", "1")["seq"] == 1
    assert refused(place, writer.say, conversation, "Hello?", "1") == "clientIdReused"

    (ivo, eva), found = pair, None
    listed = ivo.ask("ListConversations", status="unanswered", limit=100)["items"]
    (found,) = [one for one in listed if one["id"] == conversation]
    assert (found["channelName"], found["name"], found["unread"]) == ("Night desk", "Somebody", 1)
    assert found["queuePosition"] >= 1
    outcomes = at_once(place, [(one, "TakeConversation", {"conversationId": conversation})
                               for one in pair])
    (winner,) = [one for one, reply in zip(pair, outcomes) if "reason" not in reply]
    loser, said = (eva, outcomes[1]) if winner is ivo else (ivo, outcomes[0])
    assert said["reason"] == "conversationTaken"
    assert [one["message"] for one in said["violations"]] == [str(winner.id)]
    assert winner.step("Take", conversation)["agentId"] == winner.id
    assert refused(place, loser.say, conversation, "Me too.") == "conversationTaken"
    assert refused(place, loser.step, "Finish", conversation) == "notFound"

    winner.say(conversation, "Until ten.")
    messages = writer.messages(conversation, limit=2)
    assert [one["seq"] for one in messages] == [1, 2, 3] and happenings(messages) == ["taken"]
    assert messages == winner.messages(conversation)
    assert (messages[2]["sender"]["name"], messages[2]["text"]) == ("Ana Horvat", "Until ten.")
    own = writer.ask("GetConversation", conversationId=conversation)
    assert (own["unread"], own["marks"]["customerRead"]) == (1, 0)
    marked = writer.ask("MarkMessages", conversationId=conversation, read=99)
    assert (marked["unread"], marked["marks"]["customerRead"]) == (0, 3)
    assert writer.ask("MarkMessages", conversationId=conversation, read=1)["marks"] == marked["marks"]
    assert winner.ask("GetConversation", conversationId=conversation)["marks"]["customerRead"] == 3

    assert winner.step("Finish", conversation)["status"] == "finished"
    assert refused(place, winner.say, conversation, "One more thing.") == "wrongState"
    winner.ask("SetPresence", state="available")
    assert writer.say(conversation, "And on Sunday?")["status"] == "active"
    assert winner.ask("GetConversation", conversationId=conversation)["agentId"] == winner.id
    winner.ask("SetPresence", state="away")
    winner.step("Finish", conversation)
    assert writer.say(conversation, "And on Monday?")["status"] == "unanswered"
    assert happenings(writer.messages(conversation)) == ["taken", "finished", "taken", "finished"]
    version = office.settings.ask("GetChatSettings", channelId=channel)["version"]
    office.settings.ask("DisableChat", channelId=channel, version=version)
    assert refused(place, writer.say, conversation, "Hello?") == "chatDisabled"
    assert len(writer.messages(conversation)) == 8


def at_once(place, calls, sessions=4):
    """What calls came to that are all under way at once: `(talker, method, body)` each."""
    lines = [Line(zmq.Context.instance(), place.data / "mesh.json", "helpdesk",
                  place.key_file("operator")) for _ in range(min(sessions, len(calls)))]
    end, answers, places = time.monotonic() + PATIENCE, {}, {}
    try:
        while any(line.session is None for line in lines):
            assert time.monotonic() < end
            for line in lines:
                line.greet()
                list(line.received())
            time.sleep(0.005)
        for number, (talker, method, body) in enumerate(calls):
            line = lines[number % len(lines)]
            template = line.template(f"helpdesk.v1/{method}", {
                5: talker.partner, 8: talker.token, 9: 1, 11: list(talker.helpdesk.seen.values())})
            places[line, line.ask(template, cbor2.dumps(body), uuid7())] = number
        while len(answers) < len(calls) and time.monotonic() < end:
            for line in lines:
                for number, _, body in line.received():
                    answers[places[line, number]] = cbor2.loads(body)
            time.sleep(0.002)
    finally:
        for line in lines:
            line.close()
    return [answers[number] for number in range(len(calls))]


@pytest.mark.limit(600)
def test_fifty_agents_on_each_conversation_and_each_has_one_winner(place, office, administrator):
    """Each agent is asked for all of them, and each conversation by all agents, under way at once."""
    policy = administrator.ask("GetChatPolicy")
    administrator.ask("EditChatPolicy", version=policy["version"],
                      terms={"mostConversations": 100, "assignment": "taken"})
    agents = [office.operator() for _ in range(AGENTS)]
    channels = [office.channel() for _ in range(10)]
    writers = [Writer(office) for _ in range(-(-CONVERSATIONS // len(channels)))]
    conversations = [writer.asks(channel) for writer in writers for channel in channels]
    conversations = conversations[:CONVERSATIONS]
    for agent in agents:
        for writer in writers:
            agent.helpdesk.seen |= writer.helpdesk.seen
    for number, conversation in enumerate(conversations):
        # Who asks first has the best chance, and nobody may have more than a hundred.
        agents = agents[number % 3 + 1:] + agents[:number % 3 + 1]
        outcomes = at_once(place, [(agent, "TakeConversation", {"conversationId": conversation})
                                   for agent in agents])
        (winner,) = [reply["agentId"] for reply in outcomes if "reason" not in reply]
        assert {(reply["reason"], reply["violations"][0]["message"])
                for reply in outcomes if "reason" in reply} == {("conversationTaken", str(winner))}
        shown = administrator.ask("GetConversation", conversationId=conversation)
        assert (shown["status"], shown["agentId"]) == ("active", winner)
        assert happenings(administrator.messages(conversation)) == ["taken"]


def test_of_a_hundred_arrivals_nobody_has_more_than_their_cap(place):
    office = Office(place)
    chief, agent = office.operator("administrator"), office.operator()
    chief.ask("EditChatPolicy", version=0, terms={"mostConversations": 3, "assignment": "roundRobin"})
    agent.ask("SetPresence", state="available")
    channels = [office.channel() for _ in range(20)]
    for writer in [Writer(office) for _ in range(5)]:
        for channel in channels:
            writer.asks(channel)

    def given():
        held = agent.ask("ListConversations", status="active", isOwn=True, limit=100)["items"]
        assert len(held) <= 3
        return held if len(held) == 3 else None

    held = eventually(given)
    waiting = chief.ask("ListConversations", status="unanswered", limit=100)["items"]
    assert len(waiting) == 97
    assert refused(place, agent.step, "Take", waiting[0]["id"]) == "operatorFull"
    # Room for one more, and the one that waits longest has it.
    agent.step("Finish", held[0]["id"])
    eventually(lambda: len(given() or []) == 3)
    one = chief.ask("GetConversation", conversationId=waiting[0]["id"])
    assert (one["status"], one["agentId"]) == ("active", agent.id)


class Waiting(threading.Thread):
    """Somebody who waits for news on a session of their own."""

    def __init__(self, talker, until):
        super().__init__(daemon=True)
        self.talker, self.until, self.heard, self.fault = talker.another(), until, [], None
        self.next = self.talker.news()["next"]
        self.start()

    def run(self):
        try:
            end = time.monotonic() + PATIENCE
            while not self.until(self.heard) and time.monotonic() < end:
                news = self.talker.news(after=self.next, waitMs=WAIT_MS, timeout=PATIENCE)
                self.heard += [(one["conversationId"], one["message"]) for one in news["messages"]]
                self.next = news["next"]
        except Exception as fault:
            self.fault = fault

    def done(self):
        self.join(PATIENCE)
        assert not self.is_alive() and self.fault is None, self.fault
        return self.heard


def has(text):
    return lambda heard: any(one.get("text") == text for _, one in heard)


def test_who_waits_hears_of_it_at_once_and_of_nothing_that_is_anothers(office, writer, pair):
    holder, other = pair
    channel = office.channel()
    conversation = writer.asks(channel)
    for one in pair:
        one.helpdesk.seen |= writer.helpdesk.seen
    holder.step("Take", conversation)
    other.helpdesk.seen |= holder.helpdesk.seen
    theirs, mine = Waiting(writer, has("Until ten.")), Waiting(holder, has("Thank you."))
    nothing = Waiting(other, has("The end."))
    holder.say(conversation, "Until ten.")
    assert [one["text"] for _, one in theirs.done()] == ["Until ten."]
    writer.say(conversation, "Thank you.")
    assert [one["text"] for _, one in mine.done()][-1] == "Thank you."
    # What the other hears of comes after all that it must not hear of.
    second = Writer(office)
    second.asks(channel, "The end.")
    heard = nothing.done()
    assert {one["text"] for _, one in heard if "text" in one} == {"The end."}
    assert conversation not in [id for id, _ in heard]


def test_another_partners_and_another_tenants_conversations_are_not_there(place, office, writer, tmp_path):
    conversation = writer.asks(office.channel())
    stranger = Office(place).operator("administrator")
    neighbour = Writer(office)
    foreign = Office(another_tenant(place)).operator("administrator")
    for talker in (stranger, neighbour, foreign):
        routes = {talker.partner, office.id}
        for route in routes:
            for method, body in (("GetConversation", {}), ("ReadMessages", {}),
                                 ("PostMessage", {"clientId": "1", "text": "Hello."}),
                                 ("MarkMessages", {"read": 1}), ("SetTyping", {}),
                                 ("EditMessage", {"seq": 1, "text": "No."}), ("DeleteMessage", {"seq": 1})):
                body = {"conversationId": conversation, **body}
                assert refused(place, talker.ask, method, route=route, **body) == "notFound", method
    for talker in (stranger, foreign):
        for step in ("Take", "Release", "Finish"):
            assert refused(place, talker.step, step, conversation) == "notFound"
        for status in ("unanswered", "active"):
            assert talker.ask("ListConversations", status=status)["items"] == []
    assert neighbour.ask("ListOwnConversations", route=place.tenant)["items"] == []
    assert writer.texts(conversation) == ["Are you open?"]


def test_a_program_of_an_operators_needs_the_grants_by_name(place, office, writer):
    """What a partner's own client may call is granted like any other service's methods."""
    conversation = writer.asks(office.channel())
    colleague = office.people.hire(office.role)
    user = office.people.call("GetUser", userId=colleague.user)
    office.people.call("SetChatOperator", userId=user["id"], version=user["version"],
                       chatOperator="normal")
    place.new_key("desk", "identity.v1/LogIn", "helpdesk.v1/ListConversations", "helpdesk.v1/ReadMessages")
    identity, desk = place.session("identity", "desk"), place.session("helpdesk", "desk")
    token = identity.call("identity.v1/LogIn", {"email": colleague.email, "password": colleague.password},
                          route=place.tenant)["accessToken"]
    desk.seen |= identity.seen | writer.helpdesk.seen

    def call(method, **body):
        return desk.call(f"helpdesk.v1/{method}", body, route=office.id, token=token)

    assert conversation in [one["id"] for one in call("ListConversations", status="unanswered",
                                                      limit=100)["items"]]
    assert len(call("ReadMessages", conversationId=conversation)["messages"]) == 1
    assert refused(place, call, "TakeConversation", conversationId=conversation) == "denied"


TEXTS = [
    "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇭🇷 1️⃣", "שלום, האם אתם פתוחים?", "هل أنتم مفتوحون؟ می‌خواهم", "é = e\u0301? q\u0323\u0307 ở",
    "नमस्ते क्षत्रिय", "ｆｕｌｌ ｗｉｄｔｈ かな 漢字", "a\r\nb\rc\n\n  d", "'; DROP TABLE messages; -- \\ % _ <b>&amp;</b>",
    "x" * 4000, "👍" * 4000, "👨‍👩‍👧‍👦" * 4000, "ž" * 4000]


def test_text_as_people_write_it_arrives_in_its_one_form(place, office, writer, pair):
    """Composed, and with one sort of line ends; nothing else of it is touched."""
    conversation = writer.asks(office.channel())
    for text in TEXTS:
        writer.say(conversation, text)
    kept = [unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n") for text in TEXTS]
    assert writer.texts(conversation) == ["Are you open?", *kept]
    pair[0].helpdesk.seen |= writer.helpdesk.seen
    assert pair[0].texts(conversation) == ["Are you open?", *kept]
    for text in ("x" * 4001, " \n ", "a\u202eb", "a\u0000b", ""):
        assert refused(place, writer.say, conversation, text) == "invalid"


class Typist(threading.Thread):
    """Writes one message after the other, each until it is acknowledged, over every death, and no faster than
    they may."""

    def __init__(self, talker, conversation, name, stop):
        super().__init__(daemon=True)
        self.talker, self.conversation, self.name, self.stop = talker.another(), conversation, name, stop
        self.placed, self.fault = {}, None
        self.start()

    def run(self):
        try:
            while not self.stop.is_set():
                text = f"{self.name} {len(self.placed)}"
                # The same words under a key that is new each time: the client id alone makes them one.
                for _ in range(2 if len(self.placed) % 7 == 0 else 1):
                    self.say(text)
        except Exception as fault:
            self.fault = fault

    def say(self, text):
        try:
            reply = self.talker.ask("PostMessage", conversationId=self.conversation, text=text,
                                    clientId=text, timeout=PATIENCE)
        except self.talker.place.client.Refused as refused:
            assert refused.reason == "throttled" and text not in self.placed
            self.stop.wait(refused.error["retryAfterMs"] / 1000)
        else:
            assert self.placed.setdefault(text, reply["seq"]) == reply["seq"]


@pytest.mark.limit(180)
def test_a_kill_loses_no_message_and_doubles_none_and_all_read_one_order(place, office, writer, pair):
    holder = pair[0]
    conversation = writer.asks(office.channel())
    holder.helpdesk.seen |= writer.helpdesk.seen
    holder.step("Take", conversation)
    stop = threading.Event()
    told = [Waiting(one, has("The end.")) for one in (writer, holder)]
    typists = [Typist(talker, conversation, f"{side} {number}", stop)
               for side, talker in (("asks", writer), ("answers", holder)) for number in range(2)]
    for _ in range(4):
        before = sum(len(one.placed) for one in typists)
        eventually(lambda: sum(len(one.placed) for one in typists) > before + 40
                   or any(one.fault for one in typists), PATIENCE)
        place.kill("helpdesk")
        place.run("helpdesk")
        place.wait_ready("helpdesk")
    stop.set()
    for one in typists:
        one.join(PATIENCE)
        assert not one.is_alive() and one.fault is None, one.fault
    writer.say(conversation, "The end.")
    read = writer.messages(conversation, limit=200)
    assert [one["seq"] for one in read] == list(range(1, len(read) + 1))
    assert read == holder.messages(conversation, limit=200)
    placed = {text: seq for one in typists for text, seq in one.placed.items()}
    assert len(placed) > 160
    assert {one["text"]: one["seq"] for one in read if one.get("clientId", "").startswith(("as", "an"))} == placed
    counted = collections.Counter(one.get("clientId") for one in read)
    assert {count for client, count in counted.items() if client} == {1}
    for one in typists:
        # What one session wrote stands in the order in which it wrote.
        assert list(one.placed.values()) == sorted(one.placed.values())
    for waiting in told:
        heard = [one["seq"] for id, one in waiting.done() if id == conversation]
        assert heard == list(range(heard[0], len(read) + 1)) and heard[0] <= 3


def test_an_erased_end_users_words_are_gone(place, office, writer, pair):
    conversation = writer.asks(office.channel(), "My secret is out.")
    pair[0].helpdesk.seen |= writer.helpdesk.seen
    pair[0].step("Take", conversation)
    identity = place.session("identity")
    owner = identity.call("identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
                          route=place.tenant)
    identity.call("identity.v1/EraseEndUser", {"endUserId": writer.id}, route=place.tenant,
                  token=owner["accessToken"])
    eventually(lambda: pair[0].messages(conversation) == [])
    shown = pair[0].ask("GetConversation", conversationId=conversation)
    assert "name" not in shown and shown["lastSeq"] == 2
    # A read that is under way keeps the log from being emptied; it is tried again.
    files = list((place.data / "helpdesk").glob("*.sqlite*"))
    assert files
    eventually(lambda: not any(b"My secret is out." in file.read_bytes() for file in files))


@pytest.mark.limit(240)
@pytest.mark.parametrize("fault", [f"commit.{side}:{number}" for number in (1, 2) for side in ("before", "after")])
def test_each_step_is_done_once_whichever_commit_the_service_dies_at(place, office, writer, pair, fault):
    """An answer is lost, the client asks again under its key, and nothing happened twice."""
    holder, channel = pair[0], office.channel()
    writer.follow(channel)

    def done(talker, method, **body):
        with dying(place, "helpdesk", fault):
            reply = talker.ask(method, timeout=PATIENCE, **body)
        holder.helpdesk.seen |= talker.helpdesk.seen
        return reply

    conversation = done(writer, "OpenConversation", channelId=channel)["conversationId"]
    one = {"conversationId": conversation}
    assert done(writer, "PostMessage", **one, clientId="1", text="Are you open?")["seq"] == 1
    assert done(holder, "TakeConversation", **one)["lastSeq"] == 2
    assert done(holder, "PostMessage", **one, clientId="2", text="Until ten.")["seq"] == 3
    assert done(holder, "FinishConversation", **one)["lastSeq"] == 4
    assert happenings(messages := writer.messages(conversation)) == ["taken", "finished"]
    assert [one["seq"] for one in messages] == [1, 2, 3, 4]
    assert rows(place, "helpdesk", "SELECT count(*) FROM rounds JOIN conversations ON conversations.seq ="
                " conversation WHERE conversations.id = ? AND finished_at > began_at",
                conversation.bytes) == [(1,)]
