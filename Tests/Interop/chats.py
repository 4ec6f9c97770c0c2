"""A partner that chats: its channel, its operators and those who write to it, for tests that need them."""

import copy
import itertools
import uuid

from conftest import EndUser, Shop
from test_partners import Account as PartnersAccount
from test_roles import Account


class Talker:
    """Somebody who is logged in, at helpdesk."""

    def __init__(self, place, id, token, partner, *seen):
        self.place, self.id, self.token, self.partner = place, id, token, partner
        self.helpdesk = place.session("helpdesk")
        for session in seen:
            self.helpdesk.seen |= session.seen

    def ask(self, method, route=None, key=None, timeout=10, **body):
        return self.helpdesk.call(f"helpdesk.v1/{method}", body, route=route or self.partner,
                                  token=self.token, key=key, timeout=timeout)

    def another(self):
        """The same person on a session of its own, for another thread."""
        other = copy.copy(self)
        other.helpdesk = self.place.session("helpdesk")
        other.helpdesk.seen |= self.helpdesk.seen
        return other

    def say(self, conversation, text, client=None, **more):
        return self.ask("PostMessage", conversationId=conversation, text=text,
                        clientId=client or uuid.uuid4().hex, **more)

    def step(self, method, conversation):
        return self.ask(f"{method}Conversation", conversationId=conversation)

    def messages(self, conversation, limit=50):
        """All that they may read of it, from the first on."""
        read, after = [], 0
        while True:
            page = self.ask("ReadMessages", conversationId=conversation, after=after, limit=limit)
            read += page["messages"]
            if not page["messages"] or page["messages"][-1]["seq"] == page["lastSeq"]:
                return read
            after = page["messages"][-1]["seq"]

    def texts(self, conversation):
        return [one.get("text") for one in self.messages(conversation)]


class Operator(Talker):
    """Somebody of the partner's who answers."""

    def news(self, waitMs=0, **more):
        return self.ask("ReadNews", waitMs=waitMs, **more)


class Writer(Talker):
    """An end user who writes to a channel."""

    def __init__(self, office, end_user=None):
        self.end_user = end_user or EndUser(office.place)
        super().__init__(office.place, self.end_user.id, self.end_user.tokens["accessToken"], office.id,
                         self.end_user.identity, office.owner.partners)
        self.partners = office.place.session("partners")
        self.partners.seen |= self.helpdesk.seen

    def follow(self, channel, method="FollowChannel"):
        self.partners.call(f"partners.v1/{method}", {"channelId": channel},
                           route=self.place.tenant, token=self.token)
        self.helpdesk.seen |= self.partners.seen

    def open(self, channel):
        return self.ask("OpenConversation", channelId=channel)["conversationId"]

    def asks(self, channel, text="Are you open?"):
        """Follows, opens and writes once; the conversation."""
        self.follow(channel)
        conversation = self.open(channel)
        self.say(conversation, text)
        return conversation

    def news(self, waitMs=0, **more):
        return self.ask("ReadOwnNews", route=self.place.tenant, waitMs=waitMs, **more)


class Office:
    """A partner with people who answer, and channels on which it can be written to."""

    numbers = itertools.count(1)

    def __init__(self, place, shop=None):
        self.place, self.shop = place, shop or Shop(place)
        self.id = self.shop.id
        self.owner = PartnersAccount(place, self.shop.email, self.shop.password)
        self.people = Account(place, self.shop)
        self.role = self.people.role(chat="full")
        # The Account owner sets the chat up and is no operator.
        self.settings = Talker(place, None, self.owner.token, self.id, self.owner.identity)

    def channel(self, name=None, is_enabled=True):
        """A published channel; its chat is on unless said otherwise."""
        terms = {"name": name or f"Desk {next(self.numbers)} {uuid.uuid4().hex[:6]}", "links": []}
        made = self.owner.call("CreateChannel", terms=terms)
        self.owner.call("PublishChannel", channelId=made["id"], version=made["version"])
        self.settings.helpdesk.seen |= self.owner.partners.seen
        if is_enabled:
            self.settings.ask("EnableChat", channelId=made["id"], version=0, isConfirmed=True)
        return made["id"]

    def operator(self, kind="normal"):
        """A colleague who answers, logged in."""
        colleague = self.people.hire(self.role)
        user = self.people.call("GetUser", userId=colleague.user)
        self.people.call("SetChatOperator", userId=user["id"], version=user["version"],
                         chatOperator=kind)
        account = Account(self.place, colleague)
        operator = Operator(self.place, colleague.user, account.token, self.id, account.identity,
                            self.people.identity, self.owner.partners)
        operator.email, operator.password = colleague.email, colleague.password
        return operator
