"""A client that keeps asking while services die: keyed commands and reads, chosen by a seed."""

import argparse
import json
import os
import pathlib
import random
import re
import time
import uuid

from recording import README, Journal, Session  # knows where the modules of Interop are

import spool
from advertisers import Advertiser
from programs import SERVICES
from sender import Sender

PATIENCE = 4
ROUNDS_FOR_WHAT_IS_OPEN = 20
MOST_ASKED_AGAIN = 5000
# Statuses that the service's own data decided; others may be answered otherwise later.
TENANTS = {"GetIDCode", "GetWallet", "ListHistory", "ApproveRequest", "RejectRequest",
           "ListPendingRequests", "RequestPartnership", "ConfirmPartnership", "SuspendPartner",
           "ReactivatePartner", "FollowChannel", "ReadOwnNews", "AdjustImpressions", "PickAd", "CountAd",
           *(f"{step}{thing}" for step in ("Register", "Edit", "Archive")
             for thing in ("Application", "Placement"))}
DECIDED = {"INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED",
           "OUT_OF_RANGE"}


# They carry secrets: a repetition is told what there is, whatever else it says.
WITHOUT_ANSWERS = {"identity.v1/CreatePartner", "partners.v1/ConfirmPartnership", "advertising.v1/CountAd"}


class Ask:
    """A command under its key, which may be asked many times."""

    def __init__(self, method, body, person, learn):
        self.key, self.method, self.body = README.uuid7(), method, body
        self.person, self.learn = person, learn


class Desk:
    """From where a client asks: a session with each service, and the tokens of its persons."""

    def __init__(self, world, shop, journal):
        self.world, self.shop, self.journal, self.tokens = world, shop, journal, {}
        self.sessions = {name: Session(world["map"], world["keys"], name, journal)
                         for name in SERVICES}
        for session in self.sessions.values():
            session.seen = self.sessions["identity"].seen

    def send(self, ask, body=None):
        """The reply; or None if the question is open. A decided refusal is raised."""
        try:
            return self._call(ask.method, body or ask.body, ask.person, ask.key)
        except TimeoutError:
            return None
        except README.Refused as refused:
            if refused.error["status"] in DECIDED:
                raise
            return None

    def read(self, method, person, **body):
        try:
            reply = self._call(method, body, person)
        except (TimeoutError, README.Refused):
            return None
        more = {"isBalanced": reply["isBalanced"]} if "isBalanced" in reply else {}
        self.journal.write(read=method, **more)
        return reply

    def _call(self, method, body, person, key=None):
        session = self.sessions[method.split(".")[0]]
        ask, options = (session.record, {"key": key}) if key else (session.call, {})
        by_tenant = method.startswith("identity.") or method.split("/")[1] in TENANTS
        try:
            return ask(
                method, body, token=person and self._token(person), timeout=PATIENCE,
                route=self.world["tenant"] if by_tenant else self.shop["partner"], **options)
        except README.Refused as refused:
            if refused.error["status"] == "UNAUTHENTICATED":
                self.tokens.pop(person, None)
            raise

    def _token(self, person):
        token, until = self.tokens.get(person, (None, 0))
        if time.monotonic() > until:
            token = self.log_in(person)["accessToken"]
            self.tokens[person] = token, time.monotonic() + 200
        return token

    def log_in(self, person):
        """`tenant` and `owner` are users with a password, anything else is an end user's e-mail."""
        identity, route = self.sessions["identity"], self.world["tenant"]
        if user := {"tenant": self.world["owner"], "owner": self.shop,
                    "operator": self.shop["operator"]}.get(person):
            return identity.call(
                "identity.v1/LogIn", {"email": user["email"], "password": user["password"]},
                route=route, timeout=PATIENCE)
        code = spool.request_code(
            identity, pathlib.Path(self.world["mail"]), person, route=route, timeout=PATIENCE)
        return identity.call(
            "identity.v1/LogInEndUser", {"contact": person, "loginCode": code},
            route=route, timeout=PATIENCE)


class Client:
    """Chooses, keeps what is open, and asks it again."""

    def __init__(self, desk, choices):
        self.desk, self.choices = desk, choices
        self.open, self.decided, self.doubtful = [], [], []
        self.members, self.people, self.awards, self.held = [], [], [], []
        self.partners, self.requests, self.strangers = [], [], []
        self.talks, self.sender, self.advertiser = Talks(self), Sender(self), Advertiser(self)
        self.types = [{"id": desk.shop["stamp"], "version": 1, "status": "active", "main": True}]
        self.coupons = []
        self.ways = [
            (40, self.award), (6, self.reverse), (6, self.register), (9, self.get_coupon),
            (6, self.redeem), (4, self.scan_person), (3, self.scan_coupon), (3, self.revoke),
            (3, self.point_type), (5, self.coupon), (2, self.block), (2, self.partner),
            (7, self.request), (14, self.decide), (3, self.cancel), (4, self.become_partner),
            (1, self.log_in_and_out), (1, self.nonsense), (2, self.key_of_another),
            (4, self.again), (8, self.look), *self.talks.ways, *self.sender.ways,
            *self.advertiser.ways]

    def work(self, finish):
        while not os.path.exists(finish):
            if self.open and self.choices.random() < 0.5:
                self.settle(self.open.pop(0))
            elif len(self.members) < 3:
                self.register()
            else:
                self.choices.choices([way for _, way in self.ways],
                                     [weight for weight, _ in self.ways])[0]()
        for _ in range(ROUNDS_FOR_WHAT_IS_OPEN):
            asks, self.open = self.open, []
            for ask in asks:
                self.settle(ask)
        others = self.choices.sample(self.decided, min(len(self.decided), MOST_ASKED_AGAIN))
        for ask in self.doubtful + others:
            self.send_again(ask)

    def ask(self, method, person, learn=lambda reply: None, **body):
        self.settle(Ask(method, body, person, learn))

    def settle(self, ask):
        try:
            reply = self.desk.send(ask)
        except README.Refused:
            self.decided.append(ask)
            return
        if reply is None:
            self.open.append(ask)
            self.doubtful.append(ask)
        else:
            self.decided.append(ask)
            ask.learn(reply)

    def send_again(self, ask, body=None):
        try:
            self.desk.send(ask, body)
        except README.Refused:
            pass

    # --- what can be chosen ------------------------------------------------------------------

    def one(self, things):
        return self.choices.choice(things) if things else None

    def register(self):
        email = f"python-{README.uuid7()}@example.org"

        def learn(made):
            person = {"id": made["endUserId"], "code": made["code"], "email": email}
            (self.members if len(self.members) < 3 else self.people).append(person)

        self.ask("identity.v1/RegisterEndUser", None, learn, name="Somebody", email=email)

    def award(self):
        # Members get half of everything: they are the ones who buy.
        members = self.choices.random() < 0.5 or not self.people
        kind = self.types[0] if self.choices.random() < 0.8 else self.one(self.types)
        self.ask("loyalty.v1/AwardPoints", "owner",
                 lambda made: self.awards.append(made["awardId"]),
                 endUserId=self.one(self.members if members else self.people)["id"],
                 pointTypeId=kind["id"], amount=self.choices.randint(1, 20))

    def reverse(self):
        if award := self.one(self.awards):
            self.ask("loyalty.v1/ReverseAward", "owner", awardId=award,
                     policy=self.choices.choice(["remaining", "whole"]))

    def get_coupon(self):
        member = self.one(self.members)
        mine = [coupon["id"] for coupon in self.coupons if coupon["status"] == "published"]
        self.ask("loyalty.v1/GetCouponForPoints", member["email"],
                 lambda got: self.held.append((got["issuedCoupon"]["id"], member)),
                 couponId=self.choices.choice([self.desk.shop["coupon"], *mine]))

    def take_held(self):
        return self.held.pop(self.choices.randrange(len(self.held))) if self.held else (None, None)

    def codes(self):
        """The codes of a coupon that somebody holds, and the holder."""
        coupon, member = self.take_held()
        codes = coupon and self.desk.read(
            "loyalty.v1/GetIssuedCouponCode", member["email"], issuedCouponId=coupon)
        if coupon and not codes:
            self.held.append((coupon, member))
        return codes, member

    def redeem(self):
        codes, member = self.codes()
        if codes:
            self.ask("loyalty.v1/RedeemByCode", "owner", code=codes["code"],
                     endUserCode=member["code"])

    def scan_coupon(self):
        codes, _ = self.codes()
        if codes:
            self.ask("loyalty.v1/ScanCode", "owner", text=codes["signed"]["text"])

    def scan_person(self):
        member = self.one(self.members)
        code = self.desk.read("loyalty.v1/GetIDCode", member["email"])

        def give(scanned):
            gift = self.choices.choice([
                {"kind": "points", "pointTypeId": self.desk.shop["stamp"], "amount": 3},
                {"kind": "coupon", "couponId": self.desk.shop["coupon"]}])
            self.ask("loyalty.v1/GiveScanned", "owner", lambda given: learn(given["given"]),
                     scan=scanned["scan"], give=gift)

        def learn(given):
            if given["kind"] == "points":
                self.awards.append(given["awardId"])
            else:
                self.held.append((given["issuedCouponId"], member))

        if code:
            self.ask("loyalty.v1/ScanCode", "owner", give, text=code["text"])

    def revoke(self):
        coupon, _ = self.take_held()
        if coupon:
            self.ask("loyalty.v1/RevokeIssuedCoupon", "owner", issuedCouponId=coupon,
                     refund=self.choices.random() < 0.5)

    def point_type(self):
        kind = self.one(self.types)
        way = self.choices.random()
        name = f"Kind {README.uuid7().hex[-12:]}"
        if way < 0.4 or "main" in kind or kind["status"] == "retired":
            self.ask("loyalty.v1/CreatePointType", "owner", self.types.append, name=name,
                     validity={"months": self.choices.randint(1, 12)})
        elif way < 0.9:
            self.ask("loyalty.v1/EditPointType", "owner", kind.update, pointTypeId=kind["id"],
                     version=kind["version"], name=name)
        else:
            self.ask("loyalty.v1/RetirePointType", "owner", kind.update, pointTypeId=kind["id"],
                     version=kind["version"])

    def coupon(self):
        coupon = self.one(self.coupons)
        if not coupon or self.choices.random() < 0.3:
            self.ask("loyalty.v1/CreateCoupon", "owner", self.coupons.append, terms={
                "title": f"Coupon {len(self.coupons)}", "stock": self.choices.randint(1, 30),
                "redeemableTimes": self.choices.randint(1, 2)})
            return
        step = self.choice_of_step(coupon["status"])
        terms = {"terms": {"title": f"Edited {len(self.coupons)}"}} if step == "Edit" else {}
        self.ask(f"loyalty.v1/{step}Coupon", "owner", coupon.update, couponId=coupon["id"],
                 version=coupon["version"], **terms)

    def choice_of_step(self, status):
        return self.choices.choice({
            "draft": ["Publish", "Publish", "Edit"], "published": ["Pause", "Edit"],
            "paused": ["Publish", "Publish", "Archive"], "archived": ["Publish"]}[status])

    def block(self):
        if person := self.one(self.people):
            step = self.choices.choice(["Block", "Unblock", "Unblock"])
            self.ask(f"identity.v1/{step}EndUser", "tenant", endUserId=person["id"])

    def partner(self):
        """Opens an account, or suspends or reactivates one that nothing else is done with."""
        partner = self.one(self.partners)
        if not partner or self.choices.random() < 0.3:
            name = README.uuid7()
            self.ask("identity.v1/CreatePartner", "tenant",
                     lambda made: self.partners.append({"id": made["partnerId"], "version": 1}),
                     name=f"Partner {name}", ownerName="An Owner",
                     ownerEmail=f"owner-{name}@example.org")
        elif self.choices.random() < 0.5:
            self.ask("partners.v1/SuspendPartner", "tenant", partner.update,
                     partnerId=partner["id"], version=partner["version"], reason="No answer.")
        else:
            self.ask("partners.v1/ReactivatePartner", "tenant", partner.update,
                     partnerId=partner["id"], version=partner["version"])

    def request(self):
        """Add-ons or another package, which wait for the tenant."""
        def learn(made):
            self.requests.append(made["id"])

        if self.choices.random() < 0.7:
            chosen = [self.one(self.desk.world["addOns"]) for _ in range(self.choices.randint(1, 3))]
            self.ask("partners.v1/RequestAddOns", "owner", learn, addOnIds=chosen)
        else:
            self.ask("partners.v1/RequestPackage", "owner", learn,
                     packageId=self.one(self.desk.world["packages"]))

    def cancel(self):
        """The newest, which is seldom decided yet, though all clients decide at the same time."""
        if self.requests:
            self.ask("partners.v1/CancelRequest", "owner", requestId=self.requests.pop())

    def decide(self):
        """What the others find on the tenant's desks at the same time."""
        found = self.desk.read("partners.v1/ListPendingRequests", "tenant", limit=20,
                               desk=self.choices.choice(["partnership", "addOns", "others"]))
        if request := self.one(found and found["items"]):
            if self.choices.random() < 0.7:
                self.ask("partners.v1/ApproveRequest", "tenant", requestId=request["id"])
            else:
                self.ask("partners.v1/RejectRequest", "tenant", requestId=request["id"],
                         reason="There is no room.")

    def become_partner(self):
        """A stranger sends a form, or opens the link that was mailed for it."""
        stranger = self.one(self.strangers)
        if not stranger or self.choices.random() < 0.4:
            name = README.uuid7()
            self.ask("partners.v1/RequestPartnership", None,
                     lambda _: self.strangers.append(f"stranger-{name}@example.org"),
                     partnerName=f"Stranger {name}", ownerName="An Owner",
                     email=f"stranger-{name}@example.org",
                     packageId=self.one(self.desk.world["packages"]),
                     addOnIds=[self.one(self.desk.world["addOns"])])
            return
        mails = spool.mails(pathlib.Path(self.desk.world["mail"]), stranger)
        found = mails and re.search(r"/partnership#(\S+)", mails[0][1])
        if found:
            self.strangers.remove(stranger)
            self.ask("partners.v1/ConfirmPartnership", None, secret=found.group(1))

    def log_in_and_out(self):
        """An ended session is what the services' security followers read of."""
        try:
            token = self.desk.log_in("owner")["accessToken"]
            self.desk.sessions["identity"].record(
                "identity.v1/LogOut", {}, token=token, route=self.desk.world["tenant"],
                timeout=PATIENCE)
        except (TimeoutError, README.Refused):
            pass

    def nonsense(self):
        """Decided refusals: a rule on values, and a thing that is not there."""
        self.ask("loyalty.v1/AwardPoints", "owner", endUserId=self.one(self.members)["id"],
                 pointTypeId=self.desk.shop["stamp"], amount=0)
        self.ask("loyalty.v1/ReverseAward", "owner", awardId=README.uuid7())

    def key_of_another(self):
        """A key that was used, with another request."""
        ask = self.one(self.decided)
        if ask and ask.method not in WITHOUT_ANSWERS:
            self.send_again(ask, {**ask.body, "colour": "green"})

    def again(self):
        if ask := self.one(self.decided):
            self.send_again(ask)

    def look(self):
        member, stamp = self.one(self.members), self.desk.shop["stamp"]
        method, person, body = self.choices.choice([
            ("loyalty.v1/ListBalances", "owner", {"endUserId": member["id"]}),
            ("loyalty.v1/GetWallet", member["email"], {}),
            ("loyalty.v1/ListHistory", member["email"], {"limit": 10}),
            ("loyalty.v1/ListLedger", "owner", {"pointTypeId": stamp, "limit": 10}),
            ("loyalty.v1/ListPointTypes", "owner", {}),
            ("loyalty.v1/CheckLedger", "owner", {"pointTypeId": stamp}),
            ("identity.v1/GetEndUser", "tenant", {"endUserId": member["id"]})])
        self.desk.read(method, person, **body)


class Pace:
    """How fast a person writes in a conversation: a little slower than the service lets them, since what it
    refuses for now is decided much later."""

    MOST_AT_ONCE, SECONDS = 20, 2.5

    def __init__(self):
        self.left, self.at = self.MOST_AT_ONCE, time.monotonic()

    def takes(self):
        now = time.monotonic()
        self.left = min(self.MOST_AT_ONCE, self.left + (now - self.at) / self.SECONDS)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Talks:
    """Conversations of the members with the shop's channel, and what is written in them."""

    STEPS = "Take", "Take", "Release", "Finish"

    def __init__(self, client):
        self.client, self.desk, self.choices = client, client.desk, client.choices
        self.all, self.said, self.heard = [], [], {}
        self.ways = [(8, self.open), (18, self.write), (18, self.answer), (10, self.step),
                     (2, self.transfer), (4, self.mark), (3, self.presence), (3, self.say_again),
                     (5, self.listen), (4, self.compare)]

    def open(self):
        member = self.client.one(self.client.members)
        channel = self.desk.shop["channel"]

        def follows(_):
            self.client.ask("helpdesk.v1/OpenConversation", member["email"], opened, channelId=channel)

        def opened(reply):
            if reply["conversationId"] not in [one["id"] for one in self.all]:
                self.all.append({"id": reply["conversationId"], "member": member["email"],
                                 "pace": Pace()})

        if len(self.all) < len(self.client.members):
            self.client.ask("partners.v1/FollowChannel", member["email"], follows, channelId=channel)

    def who_answers(self):
        return self.choices.choice(["owner", "operator"])

    def write(self):
        """As fast as a person may, and what is more than that as the shop."""
        if talk := self.client.one(self.all):
            self.say(talk, talk["member"] if talk["pace"].takes() else self.who_answers())

    def answer(self):
        if talk := self.client.one(self.all):
            self.say(talk, self.who_answers())

    def say(self, talk, person):
        words = {"conversationId": talk["id"], "clientId": str(README.uuid7()),
                 "text": f"{person} says 👋🏽 {self.choices.randrange(10 ** 9)}"}
        self.said.append((person, words))
        self.client.ask("helpdesk.v1/PostMessage", person, **words)

    def say_again(self):
        """Under another key: the client id alone tells that it is the same."""
        if said := self.client.one(self.said):
            self.client.ask("helpdesk.v1/PostMessage", said[0], **said[1])

    def step(self):
        if talk := self.client.one(self.all):
            self.client.ask(f"helpdesk.v1/{self.choices.choice(self.STEPS)}Conversation",
                            self.who_answers(), conversationId=talk["id"])

    def transfer(self):
        if talk := self.client.one(self.all):
            self.client.ask("helpdesk.v1/TransferConversation", "owner", conversationId=talk["id"],
                            agentId=uuid.UUID(self.desk.shop["operator"]["id"]))

    def mark(self):
        if talk := self.client.one(self.all):
            self.client.ask("helpdesk.v1/MarkMessages",
                            self.choices.choice([talk["member"], self.who_answers()]),
                            conversationId=talk["id"], read=self.choices.randrange(200))

    def presence(self):
        self.client.ask("helpdesk.v1/SetPresence", self.who_answers(),
                        state=self.choices.choice(["available", "busy", "away"]))

    def listen(self):
        """A member hears each message once, in its place, whatever died since the last time."""
        if not (talk := self.client.one(self.all)):
            return
        member = talk["member"]
        after, last = self.heard.get(member, (None, None))
        news = self.desk.read("helpdesk.v1/ReadOwnNews", member, waitMs=0,
                              **({"after": after} if after else {}))
        if not news:
            return
        for one in news["messages"]:
            seq = one["message"]["seq"]
            if last is not None and seq != last + 1:
                self.desk.journal.write(read="helpdesk.v1/ReadOwnNews", isInOrder=False,
                                        heard=seq, after=last)
            last = seq
        self.heard[member] = news["next"], last

    def compare(self):
        """Both sides read the same, from the first message on, without a gap."""
        if not (talk := self.client.one(self.all)):
            return
        pages = [self.desk.read("helpdesk.v1/ReadMessages", person, conversationId=talk["id"], after=0,
                                limit=200) for person in (talk["member"], "owner")]
        if all(pages):
            both = [[(one["seq"], one.get("clientId"), one.get("text")) for one in page["messages"]]
                    for page in pages]
            shared = min(map(len, both))
            is_same = both[0][:shared] == both[1][:shared] and all(
                [seq for seq, _, _ in page] == list(range(1, len(page) + 1)) for page in both)
            self.desk.journal.write(read="helpdesk.v1/ReadMessages", isInOrder=is_same)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", required=True)
    parser.add_argument("--shop", type=int, required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--seed", required=True)
    given = parser.parse_args()
    world = json.load(open(given.world), object_hook=with_ids)
    desk = Desk(world, world["shops"][given.shop], Journal(given.journal))
    Client(desk, random.Random(given.seed)).work(world["finish"])


def with_ids(found):
    """UUIDs stand as texts in the world's file."""
    for name in found.keys() & {"tenant", "partner", "stamp", "coupon", "channel", "night",
                                "campaign", "impressionPackage", "placement"}:
        found[name] = uuid.UUID(found[name])
    for name in found.keys() & {"packages", "addOns"}:
        found[name] = [uuid.UUID(one) for one in found[name]]
    return found


if __name__ == "__main__":
    main()
