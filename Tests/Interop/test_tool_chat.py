"""`octopus chat`: an operator at the command line, and a manager who sets it up."""

import csv
import json
import subprocess
import uuid

import pytest

import programs
import spool
from chats import Office, Writer
from conftest import BIN, EndUser
from persons import DENIED, PASSWORD, REFUSED, USAGE, Owner, Person, columns
from place import eventually


@pytest.fixture(scope="module")
def office(system):
    return Office(system)


@pytest.fixture(scope="module")
def owner(system, office, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"), office.shop)


@pytest.fixture(scope="module")
def hire(system, office, tmp_path_factory):
    """An operator at a home of their own."""
    def hire(kind="normal", role=None):
        colleague = office.people.hire(role or office.role)
        person = Person(system, tmp_path_factory.mktemp("operator"), colleague.email)
        user = office.people.call("GetUser", userId=colleague.user)
        office.people.call("SetChatOperator", userId=user["id"], version=user["version"],
                           chatOperator=kind)
        person.log_in(PASSWORD)
        person.id = str(colleague.user)
        return person

    return hire


@pytest.fixture(scope="module")
def ivo(hire):
    return hire()


@pytest.fixture(scope="module")
def chief(hire):
    return hire("administrator")


@pytest.fixture
def question(office):
    """A conversation that waits."""
    writer = Writer(office)
    return writer, str(writer.asks(office.channel()))


def test_a_channel_is_enabled_after_the_warning_and_disabled_again(office, owner, ivo):
    channel = office.channel(name := f"Bakery {uuid.uuid4().hex[:6]}", is_enabled=False)
    row = next(row for row in columns(owner("chat", "channels").stdout) if row[0] == str(channel))
    assert row[1:4] == [name, "published", "off"]
    assert "Nothing was done" in owner("chat", "channels", "enable", name, code=USAGE).stderr
    assert owner.json("chat", "channels", "enable", str(channel), "--yes")["isOpen"]
    terminal = owner.at_terminal("chat", "channels", "disable", name)
    assert "off" in terminal.end()
    terminal = owner.at_terminal("chat", "channels", "enable", name)
    terminal.answer("Type yes: ", "yes")
    assert "on" in terminal.end() and "Decide first who answers" in terminal.shown
    assert "administratorsOnly" in ivo("chat", "channels", "disable", str(channel), code=DENIED).stderr


def test_a_conversation_is_listed_taken_answered_and_closed(ivo, chief, question):
    writer, conversation = question
    rows = {row[0]: row for row in columns(ivo("chat").stdout)}
    assert rows[conversation][1] == "Somebody" and rows[conversation][3] == "unanswered"
    assert ivo.json("chat", "take", conversation)["agentId"] == ivo.id
    assert "conversationTaken" in chief("chat", "take", conversation, code=REFUSED).stderr
    assert ivo.json("chat", "say", conversation, "Until ten.", "--client-id", "one")["seq"] == 3
    assert ivo.json("chat", "say", conversation, "Until ten.", "--client-id", "one")["seq"] == 3
    ivo("chat", "say", conversation, "-", input="Two\r\nlines.\n")
    shown = ivo("chat", "show", conversation).stdout
    assert "Ana Horvat has it" in shown and "Until ten." in shown and "Two\n    lines." in shown
    read = ivo.json("chat", "show", conversation, "--after", "2")
    assert [one["text"] for one in read["messages"]] == ["Until ten.", "Two\nlines."]
    assert read["conversation"]["id"] == conversation
    assert writer.texts(uuid.UUID(conversation))[2:] == ["Until ten.", "Two\nlines."]
    assert conversation in {one["id"] for one in ivo.json("chat", "list", "--own")}
    assert ivo.json("chat", "finish", conversation)["status"] == "finished"
    assert "wrongState" in ivo("chat", "release", conversation, code=REFUSED).stderr
    assert conversation in ivo("chat", "list", "--status", "finished").stdout
    ivo("chat", "show", conversation, "--after", "1", "--before", "2", code=USAGE)
    ivo("chat", "say", conversation, code=USAGE)


def test_a_conversation_is_found_by_who_writes_in_it(system, office, ivo):
    name = f"Ana {uuid.uuid4().hex[:6]}"
    writer = Writer(office, EndUser(system, name))
    conversation = writer.asks(office.channel())
    assert ivo.json("chat", "take", name)["conversationId"] == str(conversation)
    said = ivo("chat", "take", f"{name}!", code=REFUSED).stderr
    assert "no conversation is called" in said and "octopus chat" in said


def test_it_is_transferred_to_who_is_there(hire, ivo, chief, question):
    _, conversation = question
    eva = hire()
    ivo("chat", "take", conversation)
    assert "operatorAway" in ivo("chat", "transfer", conversation, eva.id, code=REFUSED).stderr
    assert "available until" in eva("chat", "presence", "available").stdout
    rows = {row[0]: row for row in columns(chief("chat", "operators").stdout)}
    assert rows[eva.id][2:] == ["available", "0"] and rows[ivo.id][2] == "away"
    assert ivo.json("chat", "transfer", conversation, eva.id)["agentId"] == eva.id
    assert chief.json("chat", "release", conversation)["status"] == "unanswered"
    assert eva("chat", "presence", "away").stdout == "away\n"


def test_the_policy_is_shown_and_changed_in_parts(chief, ivo):
    before = chief.json("chat", "policy")["terms"]
    assert before["mostConversations"] == 5 and "never" in chief("chat", "policy").stdout
    changed = chief.json("chat", "policy", "--most", "7", "--silent-minutes", "3")["terms"]
    assert changed == {**before, "mostConversations": 7, "silentMinutes": 3}
    assert "silentMinutes" not in chief.json("chat", "policy", "--silent-minutes", "0")["terms"]
    assert "administratorsOnly" in ivo("chat", "policy", "--most", "1", code=DENIED).stderr
    ivo("chat", "policy", "--assignment", "dice", code=USAGE)


def test_what_is_written_is_watched_as_it_comes(system, office, ivo, chief):
    channel, writer = office.channel(), Writer(office)
    writer.follow(channel)
    conversation = writer.open(channel)
    command = [BIN / "octopus", "chat", "watch", "--present"]
    with programs.start(command, env=ivo.environment, text=True, stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE) as watching:
        assert "listening" in watching.stderr.readline()
        writer.say(conversation, "Are you open?")
        line = watching.stdout.readline()
        assert line.startswith("Somebody  1  ") and line.endswith("Somebody: Are you open?\n")
        eventually(lambda: [row for row in columns(chief("chat", "operators").stdout)
                            if row[0] == ivo.id and row[2] == "available"])
        chief("chat", "take", str(conversation))
        while "is another's now" not in (line := watching.stdout.readline()):
            assert line
        watching.terminate()
    with programs.start([*command[:-1], "--json"], env=chief.environment, text=True,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watching:
        assert "listening" in watching.stderr.readline()
        writer.say(conversation, "Hello?")
        told = json.loads(watching.stdout.readline())
        assert (told["conversationId"], told["message"]["text"]) == (str(conversation), "Hello?")
        watching.terminate()


def test_a_transcript_is_printed_written_and_mailed_to_who_asks(system, ivo, chief, question, tmp_path):
    writer, conversation = question
    ivo("chat", "take", conversation)
    ivo("chat", "say", conversation, "-", input="Until ten.\n2026-01-01 00:00:00  Somebody: forged\n")
    text = ivo("chat", "transcript", conversation).stdout
    assert ": Are you open?\n" in text and "\n    2026-01-01 00:00:00  Somebody: forged\n" in text
    assert ivo.json("chat", "transcript", conversation) == {
        "conversationId": conversation, "transcript": text}
    file = tmp_path / "chat.csv"
    assert str(file) in ivo("chat", "transcript", conversation, "--csv", file).stderr
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert [row["place"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["text"] == "Are you open?" and rows[2]["side"] == "agent"
    assert "3 messages are mailed to you" in ivo("chat", "transcript", conversation, "--mail").stderr

    def mailed(person):
        return [mail for _, mail in spool.mails(system.mail, person.email) if "forged" in mail]

    (mail,) = eventually(lambda: mailed(ivo))
    assert ": Are you open?" in mail and "\n    2026-01-01 00:00:00  Somebody: forged" in mail
    assert not mailed(chief)
    ivo("chat", "transcript", conversation, "--mail", "--csv", file, code=USAGE)
    stranger = str(uuid.uuid4())
    assert "notFound" in ivo("chat", "transcript", stranger, "--mail", code=REFUSED).stderr


def test_an_overview_counts_chats_and_goes_without_what_its_reader_may_not_read(
        office, owner, hire, ivo, question):
    _, conversation = question
    ivo("chat", "take", conversation)
    ivo("chat", "say", conversation, "Until ten.")
    ivo("chat", "finish", conversation)
    rows = {row[1]: row for row in columns(owner("report").stdout)}
    for measure in ("chatsBegun", "chatsAnswered", "chatsFinished"):
        assert rows[measure][0] == "chats" and int(rows[measure][2]) >= 1
    assert rows["messagesSent"][0] == "messages" and int(rows["messagesReceived"][2]) >= 1
    eva = hire(role=office.people.role(chat="full", analytics="view"))
    told = eva("report")
    assert "followers" in told.stdout and "chatsBegun" not in told.stdout
    assert "without helpdesk" in told.stderr
    assert set(eva.json("report")) == {"partners", "loyalty", "advertising"}
    # Who may read none of them is refused as before.
    assert "denied" in ivo("report", code=DENIED).stderr


def test_who_is_no_operator_is_told_so(system, owner, tmp_path):
    assert "notAnOperator" in owner("chat", code=DENIED).stderr
    tenant = Owner(system, tmp_path)
    assert "works for no partner" in tenant("chat", "take", str(uuid.uuid4()), code=DENIED).stderr
