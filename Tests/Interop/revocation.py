"""How long a service goes on serving what was revoked, measured on the wire.

    victim = Victim(place, shop)
    assert victim.revoked_after(victim.revoke_key).seconds < 1
"""

import dataclasses
import itertools
import json
import time

import cbor2
import zmq

from siege import REPLY, RESET, REQUEST, dealer, frame, greet, read

# One call of the victim; under an attack that keeps calls from being answered the next one is sent.
ANSWER_SECONDS = 0.5


class Once:
    """A session whose calls are sent once, as they are: what the service says is the answer."""

    def __init__(self, place, service, key):
        self.place, self.service, self.key = place, service, key
        keys = json.loads(place.key_file(key).read_text())
        self.keys = keys["publicKey"].encode(), keys["secretKey"].encode()
        self.numbers, self.answers, self.socket = itertools.count(1), {}, None
        self.open()

    def open(self):
        if self.socket:
            self.socket.close()
        self.socket = dealer(self.place, self.service, self.keys)
        self.session = greet(self.socket)

    def send(self, method, body=None, route=None, token=None):
        """Sends a call and returns its number; `revoked` if the service has taken the connection away
        and lets no new one in."""
        number = next(self.numbers)
        header = {1: number, 2: self.session, 3: method, 5: route,
                  6: self.place.client.uuid7(), 7: 1, 8: token}
        try:
            self.socket.send(frame(REQUEST, header, cbor2.dumps(body or {})))
        except zmq.Again:
            return "revoked"
        return number

    def answer(self, number, seconds=ANSWER_SECONDS):
        """`served` or the reason of the refusal, with the reply; None if nothing came."""
        until = time.monotonic() + seconds
        while number not in self.answers:
            rest = until - time.monotonic()
            if rest <= 0 or not self.socket.poll(int(rest * 1000) + 1):
                return None, None
            kind, header, reply = read(self.socket.recv())
            if kind == RESET:
                return header[16], None
            # Pings and the like are none of a call's business.
            if kind == REPLY:
                self.answers[header.get(1)] = (
                    "served" if header[12] == 0 else reply["reason"], reply)
        return self.answers.pop(number)

    def call(self, method, body=None, seconds=ANSWER_SECONDS, **more):
        number = self.send(method, body, **more)
        return (number, None) if isinstance(number, str) else self.answer(number, seconds)

    def close(self):
        self.socket.close()


@dataclasses.dataclass
class Revocation:
    """What became of a victim's calls once identity had acknowledged that it is revoked.

    - seconds: from the acknowledgement to the last call that was begun later and served all the same;
      0 if none was.
    - refused_after: from the acknowledgement to the first refusal that names the revocation.
    - reason: what that refusal said.
    - served, unanswered: calls that were begun after the acknowledgement.
    """

    seconds: float
    refused_after: float
    reason: str
    served: int
    unanswered: int


class Victim:
    """A program with a key of its own and a partner's user logged in, who reads and awards at loyalty.

    - more: what it is granted beside `*`, which has nothing that administers the installation.
    """

    numbers = itertools.count(1)
    REVOKED = {"revoked", "tokenRevoked", "denied"}

    def __init__(self, place, shop, end_user=None, service="loyalty", more=()):
        self.place, self.shop, self.end_user, self.service = place, shop, end_user, service
        self.name = f"victim-{next(self.numbers)}"
        place.octopus("keys", "new", str(place.key_file(self.name)))
        self.admin = place.session("identity")
        self.principal = self.grant("*", *more)
        self.identity = place.session("identity", self.name)
        self.tokens = self.identity.call(
            "identity.v1/LogIn", {"email": shop.email, "password": shop.password},
            route=place.tenant)
        self.once = Once(place, service, self.name)

    # --- ways to lose it -------------------------------------------------------------------------

    def grant(self, *grants):
        """Registers the key, or gives it these grants instead of what it had."""
        return self.admin.call("identity.v1/GrantPrincipal", {
            "name": self.name, "publicKey": self.place.public(self.name),
            "grants": list(grants)}, timeout=30)["principalId"]

    def revoke_key(self):
        self.admin.call("identity.v1/RevokePrincipal", {"principalId": self.principal}, timeout=30)

    def log_out(self):
        self.identity.call("identity.v1/LogOut", {}, route=self.place.tenant,
                           token=self.tokens["accessToken"], timeout=30)

    def narrow(self):
        """Takes loyalty from its grants."""
        self.grant("identity.v1/*", "mesh.v1/Health")

    def refresh(self):
        """Trades the refresh token, as a client does whose access token is no longer good."""
        self.tokens = self.identity.call(
            "identity.v1/RefreshToken", {"refreshToken": self.tokens["refreshToken"]},
            route=self.place.tenant, timeout=30)

    # --- measuring -------------------------------------------------------------------------------

    def request(self, award=False):
        """One call, never repeated: `served`, the reason of its refusal, or None."""
        body = {"endUserId": self.end_user.id, "amount": 1,
                "pointTypeId": self.shop.stamp} if award else {}
        return self.once.call(
            "loyalty.v1/AwardPoints" if award else "loyalty.v1/ListPointTypes", body,
            route=self.shop.id, token=self.tokens["accessToken"])[0]

    def revoked_after(self, revoke, seconds=10):
        """Revokes, and calls until that is refused; fails if it is not within `seconds`.

        - revoke: `revoke_key`, `log_out` or `narrow`, or what else returns once identity has
          acknowledged.
        """
        assert self.request() == "served", "the victim was not served before"
        revoke()
        acknowledged, last_served, served, unanswered = time.monotonic(), None, 0, 0
        for award in itertools.cycle([False, True] if self.end_user else [False]):
            began = time.monotonic()
            assert began - acknowledged < seconds, (
                f"served {served} times and not refused within {seconds} s")
            outcome = self.request(award)
            if outcome == "served":
                served, last_served = served + 1, began
            elif outcome in self.REVOKED:
                break
            else:
                unanswered += 1
                if outcome == "unknownSession":
                    self.once.open()
        return Revocation(
            seconds=(last_served or acknowledged) - acknowledged, served=served,
            refused_after=time.monotonic() - acknowledged, reason=outcome, unanswered=unanswered)

    def close(self):
        self.once.close()
