"""A tenant user as a partner, on the wire and from the contract alone: both names on what they do, in
every service; nothing of the owner's own; over at once everywhere when it is over."""

import time
import uuid

import pytest

pytestmark = pytest.mark.alone


class Impersonator:
    """The mall's owner, who acts as a shop's."""

    def __init__(self, system, shop):
        self.system, self.shop = system, shop
        self.identity, self.loyalty = system.session("identity"), system.session("loyalty")
        self.own = self.identity.call(
            "identity.v1/LogIn", {"email": system.owner["email"], "password": system.password},
            route=system.tenant)
        self.acting = self.ask("Impersonate", self.own, partnerId=shop.id)
        self.loyalty.seen |= self.identity.seen

    def ask(self, method, tokens, **body):
        return self.identity.call(f"identity.v1/{method}", body, route=self.system.tenant,
                                  token=tokens["accessToken"])

    def refused(self, method, tokens, **body):
        with pytest.raises(self.system.client.Refused) as refused:
            self.ask(method, tokens, **body)
        return refused.value.reason

    def act(self, method, **body):
        return self.loyalty.call(f"loyalty.v1/{method}", body, route=self.shop.id,
                                 token=self.acting["accessToken"])

    def seconds_until_loyalty_refuses(self, acknowledged):
        """Calls that began later than a second after the acknowledgement were never served."""
        while True:
            begun = time.monotonic()
            try:
                self.act("ListPointTypes")
            except self.system.client.Refused as refused:
                return begun - acknowledged, refused.reason
            assert begun - acknowledged < 1, "served beyond the second"
            time.sleep(0.02)


@pytest.fixture
def impersonator(system, shop):
    return Impersonator(system, shop)


def test_events_of_every_service_bear_both(system, shop, impersonator):
    acting = impersonator.acting
    assert acting["partnerId"] == shop.id
    assert acting["actorId"] == impersonator.own["userId"]
    assert acting["userId"] == shop.tokens["userId"]
    made = impersonator.act("CreatePointType", name="plum", validity={"months": 6})["id"]
    events = impersonator.loyalty.call(
        "mesh.v1/ReadEvents", {"limit": 10, "waitMs": 0, "subject": made})["events"]
    assert [(event["by"], event["actor"]) for event in events] == [
        (acting["userId"], acting["actorId"])]
    own = shop.call("CreatePointType", name="pear", validity={"months": 6})["id"]
    events = impersonator.loyalty.call(
        "mesh.v1/ReadEvents", {"limit": 10, "waitMs": 0, "subject": own})["events"]
    assert [(event["by"], event.get("actor")) for event in events] == [(acting["userId"], None)]


def test_nothing_of_the_owners_own(impersonator):
    contract, acting = impersonator.system.contract, impersonator.acting
    own = [line.split()[2] for line in contract.cddl.splitlines()
           if line.startswith(";@ method identity.v1/") and "impersonators=no" in line]
    assert "identity.v1/LogOutEverywhere" in own and "identity.v1/EndSession" in own
    assert impersonator.refused("LogOutEverywhere", acting) == "impersonated"
    assert impersonator.refused("ListSessions", acting) == "impersonated"
    assert impersonator.refused("Impersonate", acting, partnerId=uuid.uuid4()) == "denied"


def test_exit_goes_back(impersonator):
    back = impersonator.ask("ExitImpersonation", impersonator.acting)
    acknowledged = time.monotonic()
    assert back["sessionId"] == impersonator.own["sessionId"]
    seconds, reason = impersonator.seconds_until_loyalty_refuses(acknowledged)
    assert seconds < 1 and reason == "tokenRevoked"
    sessions = impersonator.ask("ListSessions", impersonator.own)["items"]
    assert impersonator.own["sessionId"] in {session["id"] for session in sessions}


def test_it_ends_with_the_users_own_session(impersonator):
    impersonator.ask("LogOut", impersonator.own)
    seconds, reason = impersonator.seconds_until_loyalty_refuses(time.monotonic())
    assert seconds < 1 and reason == "tokenRevoked"


def test_one_session_ends_and_the_others_go_on(system, impersonator):
    other = impersonator.identity.call(
        "identity.v1/LogIn", {"email": system.owner["email"], "password": system.password},
        route=system.tenant)
    impersonator.ask("EndSession", impersonator.own, sessionId=other["sessionId"])
    assert impersonator.refused("ListSessions", other) == "tokenRevoked"
    impersonator.ask("ListSessions", impersonator.own)
    assert impersonator.refused(
        "EndSession", impersonator.own, sessionId=uuid.uuid4()) == "notFound"
