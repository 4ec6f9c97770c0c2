"""How long a service goes on serving what was revoked, measured on the wire.

    victim = Victim(place, shop)
    assert victim.revoked_after(victim.revoke_key).seconds < 1
"""

import dataclasses
import itertools
import time

import cbor2
import zmq

from siege import RESET, REQUEST, dealer, frame, greet, read

# One call of the victim; under an attack that keeps calls from being answered the next one is sent.
ANSWER_SECONDS = 0.5


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
    """A program with a key of its own and a partner's user logged in, who reads and awards at loyalty."""

    numbers = itertools.count(1)
    REVOKED = {"revoked", "tokenRevoked", "denied"}

    def __init__(self, place, shop, end_user=None, service="loyalty"):
        self.place, self.shop, self.end_user, self.service = place, shop, end_user, service
        self.name = f"victim-{next(self.numbers)}"
        place.octopus("keys", "new", str(place.key_file(self.name)))
        self.admin = place.session("identity")
        self.principal = self.grant("*")
        self.identity = place.session("identity", self.name)
        self.tokens = self.identity.call(
            "identity.v1/LogIn", {"email": shop.email, "password": shop.password},
            route=place.tenant)
        self.keys = tuple(
            self.identity.keys[name].encode() for name in ("publicKey", "secretKey"))
        self.calls = itertools.count(1)
        self._open()

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

    # --- measuring -------------------------------------------------------------------------------

    def _open(self):
        self.socket = dealer(self.place, self.service, self.keys)
        self.session = greet(self.socket)

    def request(self, award=False):
        """One call, sent as it is and never repeated: `served`, the reason of its refusal, or None."""
        body = {"endUserId": self.end_user.id, "amount": 1,
                "pointTypeId": self.shop.stamp} if award else {}
        number = next(self.calls)
        header = {1: number, 2: self.session,
                  3: "loyalty.v1/AwardPoints" if award else "loyalty.v1/ListPointTypes",
                  5: self.shop.id, 6: self.place.client.uuid7(), 7: 1,
                  8: self.tokens["accessToken"]}
        try:
            self.socket.send(frame(REQUEST, header, cbor2.dumps(body)))
        except zmq.Again:
            return "revoked"  # the service took the connection away, and no new one is let in
        until = time.monotonic() + ANSWER_SECONDS
        while (rest := until - time.monotonic()) > 0:
            if not self.socket.poll(int(rest * 1000) + 1):
                break
            kind, header, reply = read(self.socket.recv())
            if kind == RESET:
                return header[16]
            if header.get(1) == number:
                return "served" if header[12] == 0 else reply["reason"]
        return None

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
                    self._open()
        return Revocation(
            seconds=(last_served or acknowledged) - acknowledged, served=served,
            refused_after=time.monotonic() - acknowledged, reason=outcome, unanswered=unanswered)

    def close(self):
        self.socket.close()
