"""Operators answer chats from standard SIP clients: by Kamailio, with sipp and baresip at the other end."""

import os
import re
import shutil
import signal
import subprocess
import uuid

import pytest

import programs
from conftest import EndUser, Shop, free_port_base
from place import BIN, Place, eventually
from services import SIP_GRANTS
from sipclient import Baresip, Client
from test_channels import published
from test_partners import Account as PartnerAccount
from test_roles import Account

pytestmark = [
    pytest.mark.skipif(not shutil.which("kamailio"), reason="deploy/packages.sh: sip_packages"),
    pytest.mark.limit(120, setup=180),
]


class Bridge:
    """octopus-sip, and Kamailio which it starts."""

    def __init__(self, place):
        self.place, self.folder = place, place.data / "sip"
        place.new_key("sip", *SIP_GRANTS)
        self.tcp = free_port_base()
        self.tls, self.frames = self.tcp + 1, self.tcp + 2
        self.start()

    def start(self, *flags):
        ports = [word for flag, port in (("--tcp", self.tcp), ("--tls", self.tls), ("--frames", self.frames))
                 for word in (flag, f"127.0.0.1:{port}")]
        (self.place.data / "logs" / "sip.log").touch()
        self.starts = self.log().count("operators register now")
        with open(self.place.data / "logs" / "sip.log", "a") as log:
            self.process = programs.start(
                [BIN / "octopus-sip", *self.place.flags("sip"), *ports, *flags], stdout=log, stderr=log)
        eventually(self.is_up, 30)

    def is_up(self):
        """Kamailio may be up before the bridge has it, or once more go down, over a port that is still in use."""
        assert self.process.poll() is None, self.log()
        return self.log().count("operators register now") > self.starts

    def log(self):
        return (self.place.data / "logs" / "sip.log").read_text()

    @property
    def certificate(self):
        return self.folder / "certificate.pem"

    def kamailio(self):
        """The processes of Kamailio that this bridge started."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open(f"/proc/{pid}/cmdline").read().split("\0")
            except OSError:
                continue
            if f"{self.folder}/kamailio.cfg" in words:
                found.append(int(pid))
        return found

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(20)


class Operator:
    """A chat operator with a SIP account."""

    def __init__(self, account, kind="normal"):
        self.account = account
        colleague = account.hire(account.role(chat="full", channels="view"))
        self.own, self.id = Account(account.system, colleague), colleague.user
        user = account.call("GetUser", userId=self.id)
        account.call("SetChatOperator", userId=self.id, version=user["version"], chatOperator=kind)
        self.own.log_in()
        self.renew()

    def renew(self):
        made = self.own.call("RenewSIPSecret", userId=self.id)
        self.username, self.secret = made["details"]["username"], made["secret"]

    def client(self, bridge, tls=False, secret=None):
        return Client(bridge.tls if tls else bridge.tcp, self.username, secret or self.secret,
                      bridge.certificate if tls else None)

    def registered(self, bridge, tls=False):
        client = self.client(bridge, tls)
        assert client.register().status == 200
        return client


class Customer(EndUser):
    """An end user who follows a channel and writes to it."""

    def __init__(self, place, shop):
        super().__init__(place)
        self.shop, self.helpdesk, self.sent = shop, place.session("helpdesk"), 0
        partners = place.session("partners")
        partners.seen |= self.identity.seen | shop.partners.seen
        partners.call("partners.v1/FollowChannel", {"channelId": shop.channel["id"]},
                      route=place.tenant, token=self.tokens["accessToken"])
        self.helpdesk.seen |= partners.seen | self.identity.seen
        self.conversation = self.chat("OpenConversation", channelId=shop.channel["id"])["conversationId"]
        self.address = f"c-{self.conversation.hex}"

    def chat(self, method, **body):
        return self.helpdesk.call(f"helpdesk.v1/{method}", body, route=self.shop.id,
                                  token=self.tokens["accessToken"])

    def say(self, text):
        self.sent += 1
        self.last = self.chat(
            "PostMessage", conversationId=self.conversation, clientId=f"{self.sent}", text=text)["seq"]

    def is_told_that_it_came(self):
        """What a client has taken, and the help desk does not know of yet, comes once more after a kill."""
        marks = self.chat("GetConversation", conversationId=self.conversation)["marks"]
        return marks["operatorsDelivered"] >= self.last

    def read(self):
        return self.chat("ReadMessages", conversationId=self.conversation)["messages"]

    def texts(self, side="agent"):
        return [one["text"] for one in self.read() if one["sender"]["side"] == side]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("sip"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def bridge(place):
    bridge = Bridge(place)
    yield bridge
    if bridge.process.poll() is None:
        bridge.stop()


@pytest.fixture
def shop(place):
    return shop_with_chat(place)


def shop_with_chat(place):
    """A partner with a channel whose chat is on."""
    shop = Shop(place)
    shop.account = Account(place, shop)
    partner = PartnerAccount(place, shop.email, shop.password)
    shop.channel = published(partner, "Umbrellas")
    shop.partners = partner.partners
    helpdesk = place.session("helpdesk")
    helpdesk.seen |= partner.partners.seen | shop.account.identity.seen
    helpdesk.call("helpdesk.v1/EnableChat",
                  {"channelId": shop.channel["id"], "version": 0, "isConfirmed": True},
                  route=shop.id, token=partner.token)
    return shop


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_a_question_comes_to_the_client_and_the_answer_to_the_customer(place, shop, bridge, tls):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge, tls)
    text = "Are you open? 👩‍👩‍👧 \"quotes\" | שלום\nand a second line"
    customer.say(text)
    came = client.message()
    assert came.body == text
    assert f"<sip:{customer.address}@octopus>" in came.headers["from"]
    assert '"Somebody, Umbrellas"' in came.headers["from"]
    answer = "Until ten 🌙 – do come!\nSecond line: naïve"
    assert client.say(answer, customer.address).status == 200
    assert customer.texts() == [answer]
    # What has come is told to the customer, and what was answered is read.
    conversation = customer.chat("GetConversation", conversationId=customer.conversation)
    assert conversation["marks"]["operatorsDelivered"] >= 1
    assert conversation["agentName"] == "Ana Horvat"
    # A registered client is a presence.
    eventually(lambda: client.nothing_comes(0.1))
    client.close()


def test_long_messages_arrive_whole_in_both_directions(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge)
    longest = "🌂" * 4000
    customer.say(longest)
    assert client.message().body == longest
    assert client.say(longest, customer.address).status == 200
    assert customer.texts() == [longest]
    assert client.say(longest + "!", customer.address).status == 413
    assert client.say("x" * 4001, customer.address).status == 413
    client.close()


def test_what_is_no_answer_is_refused_by_its_status(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge)
    customer.say("Hello?")
    client.message()
    assert client.say("<b>Hi</b>", customer.address, "text/html").status == 415
    assert client.say("Hi", customer.address, "text/plain;charset=ISO-8859-1").status == 415
    assert client.say(b"\xff\xfe", customer.address).status == 415
    assert client.say(" ", customer.address).status == 400
    assert client.say("Hi", "c-" + uuid.uuid4().hex).status == 404
    assert client.say("Hi", operator.username).status == 404
    # Another partner's conversation is none.
    other = Shop(place)
    other.account = Account(place, other)
    stranger = Operator(other.account).registered(bridge)
    assert stranger.say("Hi", customer.address).status == 404
    # Nobody calls, subscribes or relays through the bridge.
    refused = client.ask("INVITE", operator.username)
    assert (refused.status, refused.headers["allow"]) == (405, "REGISTER, MESSAGE, OPTIONS")
    assert client.ask("OPTIONS", None).status == 200
    assert customer.texts() == []
    for one in (client, stranger):
        one.close()


def test_a_request_that_comes_again_is_one_message(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    customer.say("Hello?")
    for _ in range(3):
        client = operator.client(bridge)
        assert client.say("Yes?", customer.address, call="same", sequence=7).status == 200
        client.close()
    assert customer.texts() == ["Yes?"]
    client = operator.client(bridge)
    assert client.say("Yes?", customer.address, call="same", sequence=9).status == 200
    assert customer.texts() == ["Yes?", "Yes?"]


def test_who_comes_too_late_is_told_who_has_the_conversation(place, shop, bridge):
    first, second, customer = Operator(shop.account), Operator(shop.account), Customer(place, shop)
    mine, theirs = first.registered(bridge), second.registered(bridge)
    customer.say("Hello?")
    assert mine.message().body == theirs.message().body == "Hello?"
    assert mine.say("Yes?", customer.address).status == 200
    late = theirs.say("Yes?", customer.address)
    assert (late.status, late.phrase) == (403, "Taken by Ana Horvat")
    customer.say("A secret.")
    assert mine.message().body == "A secret."
    assert theirs.nothing_comes(1)
    for one in (mine, theirs):
        one.close()


def test_of_many_sipp_clients_at_once_one_gets_the_conversation(place, shop, bridge, tmp_path):
    customer = Customer(place, shop)
    customer.say("Who is first?")
    operators = [Operator(shop.account) for _ in range(12)]
    lines = [f"{one.username};[authentication username={one.username} password={one.secret}];{customer.address}"
             for one in operators]
    (tmp_path / "operators.csv").write_text("\n".join(["SEQUENTIAL", *lines]) + "\n")
    ended = programs.run(
        ["sipp", f"127.0.0.1:{bridge.tcp}", "-sf", programs.ROOT / "Tests/Interop/sip/answer.xml",
         "-inf", tmp_path / "operators.csv", "-t", "tn", "-max_socket", "100", "-m", len(lines),
         "-l", len(lines), "-r", 1000, "-nostdin", "-trace_stat", "-stf", tmp_path / "stat.csv",
         "-trace_err", "-error_file", tmp_path / "errors"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    errors = tmp_path / "errors"
    assert ended.returncode == 0, (errors.read_text() if errors.exists() else "") + ended.stdout[-3000:]
    # sipp counts a call good if its last answer was 200 or 403.
    assert re.search(rf"Successful call +\| +\d+ +\| +{len(lines)} ", ended.stdout), ended.stdout[-3000:]
    assert len(customer.texts()) == 1


def test_baresip_shows_a_question_and_its_answer_comes_to_the_customer(place, shop, bridge, tmp_path):
    """A client that people use, over TLS."""
    operator, customer = Operator(shop.account), Customer(place, shop)
    with Baresip(tmp_path / "baresip", operator, bridge, customer.address) as baresip:
        customer.say("Are you open? 🌂")
        baresip.shows(f'sip:{customer.address}@octopus: "Are you open? 🌂"')
        baresip.write("Until ten 🌙")
        eventually(lambda: customer.texts() == ["Until ten 🌙"])


def test_only_the_present_secret_opens_and_a_revoked_one_ends(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    assert operator.client(bridge, secret="wrong").register().status == 401
    stranger = Client(bridge.tcp, "op-" + "0" * 20, "secret")
    assert stranger.register().status == 401
    # Nobody speaks with another's name.
    other = Operator(shop.account)
    thief = other.client(bridge)
    thief.ask("MESSAGE", customer.address)
    digest = thief.digest("REGISTER", "sip:octopus", thief.ask("REGISTER", None).challenge)
    thief.username = operator.username
    assert thief.ask("REGISTER", None, sequence=2, authorization=digest).status == 403
    # A nonce is good once: what was heard on the line opens nothing.
    old, former = operator.registered(bridge), operator.secret
    operator.renew()
    eventually(lambda: operator.client(bridge, secret=former).register().status == 401, 5)
    customer.say("Hello?")
    assert old.nothing_comes(2)
    now = operator.registered(bridge)
    assert now.message().body == "Hello?"
    # Whom the account lets in no longer, the bridge does not either.
    user = shop.account.call("GetUser", userId=operator.id)
    shop.account.call("DisableUser", userId=operator.id, version=user["version"])
    eventually(lambda: now.say("Hi", customer.address).status == 401, 5)
    customer.say("Anybody?")
    assert now.nothing_comes(2)


def test_a_digest_that_was_overheard_is_no_use(place, shop, bridge):
    operator = Operator(shop.account)
    client = operator.client(bridge)
    digest = client.digest("REGISTER", "sip:octopus", client.ask("REGISTER", None).challenge)
    contact = f"<sip:{operator.username}@127.0.0.1:9;transport=tcp>"
    again = [client.ask("REGISTER", None, sequence=2 + number, authorization=digest, Contact=contact).status
             for number in range(2)]
    assert again == [200, 401]


def test_what_nobody_was_there_for_comes_when_somebody_registers(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    texts = [f"Question {number}" for number in range(5)]
    for text in texts:
        customer.say(text)
    client = operator.registered(bridge)
    assert [client.message().body for _ in texts] == texts
    client.close()
    # A connection that is closed is waited for no longer than until there is another.
    customer.say("One more")
    again = operator.registered(bridge)
    again.socket.settimeout(8)
    assert again.message().body == "One more"
    # Once is enough, for another client of theirs, too.
    assert again.nothing_comes(1)


def test_a_message_that_a_client_did_not_take_comes_again(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge)
    customer.say("Hello?")
    assert client.message("480 Temporarily Unavailable").body == "Hello?"
    assert client.message().body == "Hello?"
    customer.say("Still there?")
    assert client.message().body == "Still there?"


def test_a_bridge_that_asks_for_sha_256_takes_nothing_less(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.client(bridge)
    assert client.ask("REGISTER", None).challenge["algorithm"] == "MD5"
    bridge.stop()
    bridge.start("--digest", "SHA-256")
    client = operator.client(bridge)
    challenge = client.ask("REGISTER", None).challenge
    assert challenge["algorithm"] == "SHA-256"
    less = client.digest("REGISTER", "sip:octopus", challenge, "MD5")
    assert client.ask("REGISTER", None, sequence=2, authorization=less).status == 401
    assert operator.client(bridge, secret="wrong").register().status == 401
    assert client.register().status == 200
    customer.say("Hello?")
    assert client.message().body == "Hello?"
    assert client.say("Yes?", customer.address).status == 200
    assert customer.texts() == ["Yes?"]
    bridge.stop()
    bridge.start()


@pytest.mark.parametrize("victim", ["bridge", "kamailio"])
def test_nothing_is_lost_when_the_bridge_or_kamailio_is_killed(place, shop, bridge, victim):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge)
    customer.say("Before")
    assert client.message().body == "Before"
    eventually(customer.is_told_that_it_came)
    before = bridge.kamailio()
    assert before
    if victim == "bridge":
        bridge.stop(signal.SIGKILL)
    else:
        os.kill(min(before), signal.SIGKILL)
        bridge.process.wait(20)
    customer.say("Meanwhile")
    # Both end together, so that neither goes on with a half of it.
    eventually(lambda: not bridge.kamailio(), 20)
    with pytest.raises(OSError):
        client.register()
    bridge.start()
    client = operator.registered(bridge)
    assert client.message().body == "Meanwhile"
    assert client.say("After", customer.address).status == 200
    assert customer.texts() == ["After"]


def test_an_answer_is_not_confirmed_while_the_help_desk_is_down(place, shop, bridge):
    operator, customer = Operator(shop.account), Customer(place, shop)
    client = operator.registered(bridge)
    customer.say("Hello?")
    client.message()
    place.kill("helpdesk")
    try:
        assert client.say("Yes?", customer.address, call="down").status in (503, 504)
    finally:
        place.run("helpdesk")
        place.wait_ready("helpdesk")
    assert customer.texts() == []
    assert client.say("Yes?", customer.address, call="up").status == 200
    assert customer.texts() == ["Yes?"]


def test_the_bridge_says_no_secret_and_no_word(place, bridge):
    """After all that was said above."""
    log = bridge.log()
    for word in ("Hello?", "umbrellas", "Ana Horvat", "secret", "password"):
        assert word not in log
    for file in ("kamailio.cfg", "key.pem"):
        assert (bridge.folder / file).stat().st_mode & 0o077 == 0


def test_it_ends_in_order_with_kamailio(place, bridge):
    assert bridge.stop() == 0
    assert not bridge.kamailio()
