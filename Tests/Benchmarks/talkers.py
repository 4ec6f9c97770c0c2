"""End users with a conversation each, and the operators who have them; calls that don't wait for each other."""

import contextlib
import random
import statistics
import time

import cbor2
import spool
import zmq
from chats import Office
from harness import Broken
from lines import Line, uuid7

PATIENCE = 120
# As many as an operator may have.
MOST_HELD = 100
# A session takes 64 waiting reads.
READERS_A_LINE = 50
TICKS_A_SECOND = 100


class Person:
    """An end user with a token, and the conversation that an operator has."""

    def __init__(self, email, code):
        self.email, self.code = email, code
        self.token = self.conversation = self.operator = None


class Talkers:
    """So many end users of one channel, all of whom an operator has."""

    def __init__(self, place, count):
        self.place, self.office = place, Office(place)
        self.channel = self.office.channel()
        chief = self.office.operator("administrator")
        chief.ask("EditChatPolicy", version=0,
                  terms={"mostConversations": MOST_HELD, "assignment": "taken"})
        self.identity, self.partners = place.session("identity"), place.session("partners")
        self.helpdesk = place.session("helpdesk")
        self.people = self._register(count)
        self._talk()
        self.lines = Lines(place)

    def _register(self, count):
        people = []
        for _ in range(count):
            email = f"{uuid7().hex}@example.org"
            made = self._ask(self.identity, "identity.v1/RegisterEndUser", name="Somebody", email=email)
            self._ask(self.identity, "identity.v1/RequestLoginCode", contact=email)
            people.append(Person(email, made["code"]))
        codes, end = {}, time.monotonic() + PATIENCE
        while not {one.email for one in people} <= codes.keys():
            if time.monotonic() > end:
                raise Broken("not every code was mailed")
            time.sleep(0.5)
            codes = spool.codes_by_address(self.place.mail)
        for one in people:
            one.token = self._ask(self.identity, "identity.v1/LogInEndUser", contact=one.email,
                                  loginCode=codes[one.email])["accessToken"]
        return people

    def _ask(self, session, method, token=None, route=None, **body):
        return session.call(method, body, route=route or self.place.tenant, token=token, timeout=30)

    def _talk(self):
        """Everybody follows, opens and asks; an operator takes it."""
        self.partners.seen |= self.identity.seen
        for one in self.people:
            self._ask(self.partners, "partners.v1/FollowChannel", one.token, channelId=self.channel)
        self.helpdesk.seen |= self.partners.seen
        operator = None
        for number, one in enumerate(self.people):
            if number % MOST_HELD == 0:
                operator = self.office.operator()
            one.operator = operator
            one.conversation = self._ask(
                self.helpdesk, "helpdesk.v1/OpenConversation", one.token, self.office.id,
                channelId=self.channel)["conversationId"]
            self._ask(self.helpdesk, "helpdesk.v1/PostMessage", one.token, self.office.id,
                      conversationId=one.conversation, clientId="1", text="Are you open?")
            operator.helpdesk.seen |= self.helpdesk.seen
            operator.step("Take", one.conversation)

    def processor_seconds(self):
        """What helpdesk has used of the processors."""
        with open(f"/proc/{self.place.pid('helpdesk')}/stat") as file:
            words = file.read().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS_A_SECOND

    def write(self, one, text, line=0):
        """The operator writes; the answer comes later."""
        return self.lines.ask(line, "PostMessage", one.operator.token, self.office.id, True,
                              conversationId=one.conversation, clientId=text, text=text)


class Lines:
    """Sessions with helpdesk, on which calls are under way at once."""

    def __init__(self, place, context=None):
        self.place, self.context = place, context or zmq.Context.instance()
        self.all, self.poller = [], zmq.Poller()

    def open(self, count):
        """Makes it so many, each greeted."""
        while len(self.all) < count:
            line = Line(self.context, self.place.data / "mesh.json", "helpdesk",
                        self.place.key_file("operator"))
            end = time.monotonic() + PATIENCE
            while line.session is None:
                if time.monotonic() > end:
                    raise Broken("helpdesk does not greet")
                line.greet()
                line.socket.poll(100)
                list(line.received())
            self.all.append(line)
            self.poller.register(line.socket, zmq.POLLIN)

    def ask(self, line, method, token, route, is_command=False, **body):
        """The call's number on its line."""
        line = self.all[line]
        template = line.template(f"helpdesk.v1/{method}", {5: route, 8: token, 9: 1})
        return line.ask(template, cbor2.dumps(body), uuid7() if is_command else None)

    def received(self, seconds):
        """What has come until then at the latest: `(line, number, reply)`."""
        for socket, _ in self.poller.poll(max(0, seconds) * 1000):
            (index,) = [at for at, line in enumerate(self.all) if line.socket is socket]
            for number, header, body in self.all[index].received():
                if number is None:
                    raise Broken(f"the session ended: {header}")
                reply = cbor2.loads(body)
                if header[12]:
                    raise Broken(f"{reply['reason']}: {reply['message']}")
                yield index, number, reply

    def close(self):
        for line in self.all:
            line.close()


class Live:
    """Readers who wait, and messages that come at a pace: how long until the reader has each."""

    def __init__(self, talkers, readers, written_to):
        self.talkers, self.readers = talkers, talkers.people[:readers]
        self.written_to, self.waiting, self.sent = talkers.people[:written_to], {}, {}
        self.taken = []
        talkers.lines.open(1 + -(-readers // READERS_A_LINE))
        for number in range(readers):
            self._listen(number)
        # Each first read tells from where on; the second one waits.
        end = time.monotonic() + PATIENCE
        self.began = 0
        while self.began < readers:
            if time.monotonic() > end:
                raise Broken("not every reader waits")
            self._receive(0.1)

    def _listen(self, number, after=None):
        line = 1 + number // READERS_A_LINE
        body = {"waitMs": 0} if after is None else {"after": after, "waitMs": 30_000}
        call = self.talkers.lines.ask(line, "ReadOwnNews", self.readers[number].token,
                                      self.talkers.place.tenant, **body)
        self.waiting[line, call] = number, after is None

    def _receive(self, seconds):
        for line, call, reply in self.talkers.lines.received(seconds):
            if (line, call) not in self.waiting:
                continue  # a message has its place
            number, is_first = self.waiting.pop((line, call))
            now = time.monotonic()
            for one in reply["messages"]:
                if begun := self.sent.pop(one["message"].get("clientId"), None):
                    self.taken.append((now - begun) * 1000)
            self.began += is_first
            self._listen(number, reply["next"])

    def run(self, seconds, a_second):
        """Writes so many a second; each is due at its time, whatever came before."""
        begun, count = time.monotonic(), int(seconds * a_second)
        for number in range(count):
            due = begun + number / a_second
            while (rest := due - time.monotonic()) > 0:
                self._receive(rest)
            text = uuid7().hex
            self.sent[text] = due
            self.talkers.write(random.choice(self.written_to), text)
        end = time.monotonic() + 10
        while self.sent and time.monotonic() < end:
            self._receive(0.1)
        if self.sent:
            raise Broken(f"{len(self.sent)} messages were not heard of")
        return self

    def quantile(self, share):
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def median(self):
        return statistics.median(self.taken)


@contextlib.contextmanager
def talkers(place, count):
    """Closes the sessions in the end."""
    found = Talkers(place, count)
    try:
        yield found
    finally:
        found.lines.close()
