"""A program without a person, from the contract alone: a day of its own, and every way to end it."""

import itertools
import time
import uuid

import pytest

from conftest import EndUser, Shop
from desk import Desk
from place import Place

pytestmark = pytest.mark.alone

# What a change may take to reach every service, acknowledged at identity.
CHANGED_SECONDS = 1


class Robot:
    """A program of a shop: its operator registers it, its owner says what it may do."""

    numbers = itertools.count(1)

    def __init__(self, place, shop, tenant_wide=False):
        self.place, self.shop = place, shop
        self.name = f"robot-{next(self.numbers)}-{uuid.uuid4().hex[:6]}"
        place.octopus("keys", "new", str(place.key_file(self.name)))
        self.admin = place.session("identity")
        self.of = {"tenantId": place.tenant} | ({} if tenant_wide else {"partnerId": shop.id})
        self.principal = self.grant("identity.v1/*", "loyalty.v1/*")
        self.identity = place.session("identity", self.name)
        self.loyalty = place.session("loyalty", self.name)

    def grant(self, *grants):
        return self.admin.call("identity.v1/GrantPrincipal", {
            "name": self.name, "publicKey": self.place.public(self.name), "grants": list(grants),
            **self.of}, timeout=30)["principalId"]

    def ask_owner(self, method, **body):
        owner = self.admin.call(
            "identity.v1/LogIn", {"email": self.shop.email, "password": self.shop.password},
            route=self.place.tenant)
        return self.admin.call(f"identity.v1/{method}", body, route=self.place.tenant,
                               token=owner["accessToken"])

    def allow(self, **levels):
        """Its owner lets it do that, and nothing else."""
        known = {one["principalId"]: one for one in self.ask_owner("ListServiceAccounts")["items"]}
        return self.ask_owner(
            "SetServiceAccount", principalId=self.principal,
            version=known[self.principal]["version"],
            levels=[{"product": product, "level": level} for product, level in levels.items()])

    def take_token(self):
        self.token = self.identity.call("identity.v1/GetServiceToken", {}, route=self.place.tenant)
        self.loyalty.seen |= self.identity.seen
        return self.token

    def act(self, method, **body):
        return self.loyalty.call(f"loyalty.v1/{method}", body, route=self.shop.id,
                                 token=self.token["accessToken"], timeout=5)

    def refused(self, body):
        with pytest.raises(self.place.client.Refused) as refused:
            body()
        return refused.value.reason

    def lost_after(self, change):
        """How long after the acknowledgement a call began that was served last, and why the next was not."""
        self.act("ListPointTypes")
        change()
        acknowledged = time.monotonic()
        while True:
            begun = time.monotonic()
            try:
                self.act("ListPointTypes")
            except self.place.client.Refused as refused:
                return begun - acknowledged, refused.reason
            except TimeoutError as away:  # The key is refused before it can say anything.
                assert "not registered" in str(away)
                return begun - acknowledged, "revoked"
            assert begun - acknowledged < CHANGED_SECONDS, "served beyond the second"
            time.sleep(0.02)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("robots"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def robot(place):
    return Robot(place, Shop(place))


def test_a_day_of_a_program_without_a_person(place, robot):
    end_user = EndUser(place)
    assert robot.refused(robot.take_token) == "noServiceAccount"
    allowed = robot.allow(points="full", pointNames="view")
    assert allowed["version"] == 1 and allowed["principalId"] == robot.principal
    token = robot.take_token()
    assert {one["product"]: one["level"] for one in token["levels"]} == {
        "points": "full", "pointNames": "view"}
    robot.act("AwardPoints", endUserId=end_user.id, pointTypeId=robot.shop.stamp, amount=5)
    entries = robot.act("ListLedger", endUserId=end_user.id, pointTypeId=robot.shop.stamp)["items"]
    # It stands in the ledger as a program, and as nobody's person.
    assert [(one["actor"]["kind"], one["actor"].get("id"), one["actor"]["program"])
            for one in entries] == [("service", None, robot.name)]
    # In the audit of the service it stands by its own id.
    found = [one for one in place.session("loyalty").call(
        "mesh.v1/ListAudit", {"limit": 100})["items"]
        if one["method"] == "loyalty.v1/AwardPoints" and one["program"] == robot.name]
    assert [(one["subject"], one.get("actor")) for one in found] == [(token["id"], None)]
    # What it was not given.
    assert robot.refused(lambda: robot.act("CreateCoupon", terms={"title": "Tea"})) == "denied"


def test_it_is_no_person(place, robot):
    robot.allow(users="full", roles="full", points="full", myAccount="full")
    robot.take_token()

    def ask(method, **body):
        return robot.refused(lambda: robot.identity.call(
            f"identity.v1/{method}", body, route=place.tenant, token=robot.token["accessToken"]))

    assert ask("GetMe") == ask("LogOut") == ask("ListSessions") == "denied"
    assert ask("CreateUser", name="Ana Horvat", email="ana@robot.example",
               roleId=uuid.uuid4()) == "denied"
    assert ask("SetUserPassword", userId=robot.shop.tokens["userId"]) == "denied"
    assert ask("HandOverOwnership", userId=uuid.uuid4(), roleId=uuid.uuid4(),
               password="seven wet umbrellas sing") == "denied"
    assert ask("SetServiceAccount", principalId=robot.principal, version=1, levels=[]) == "denied"
    # Its token is worth nothing to who has another key.
    with pytest.raises(place.client.Refused) as refused:
        place.session("loyalty").call("loyalty.v1/ListPointTypes", {}, route=robot.shop.id,
                                      token=robot.token["accessToken"])
    assert refused.value.reason == "unauthenticated"


def test_less_holds_everywhere_within_a_second(robot):
    robot.allow(points="full", pointNames="view")
    robot.take_token()
    seconds, reason = robot.lost_after(lambda: robot.allow(coupons="view"))
    print(seconds, reason)
    assert reason == "tokenOutdated"
    robot.take_token()
    assert robot.refused(lambda: robot.act("ListPointTypes")) == "denied"


def test_a_suspended_partner_a_lost_grant_and_a_revoked_key_end_it(place, robot):
    robot.allow(pointNames="view")
    robot.take_token()
    seconds, reason = robot.lost_after(lambda: robot.grant("identity.v1/*"))
    assert reason == "denied"
    robot.grant("identity.v1/*", "loyalty.v1/*")
    desk = Desk(place)
    desk.partner(robot.shop.id)
    time.sleep(1)  # The grant is back within that.
    seconds, reason = robot.lost_after(lambda: desk.suspend(robot.shop.id))
    assert reason in ("tokenOutdated", "partnerSuspended")
    assert robot.refused(robot.take_token) == "partnerSuspended"
    desk.reactivate(robot.shop.id)
    desk.wait_for(robot.shop.id, "active")
    robot.take_token()
    seconds, reason = robot.lost_after(lambda: robot.admin.call(
        "identity.v1/RevokePrincipal", {"principalId": robot.principal}, timeout=30))
    assert reason == "revoked"


def test_another_accounts_program_looks_as_if_it_did_not_exist(place, robot):
    stranger = Robot(place, Shop(place))
    known = [one["principalId"] for one in robot.ask_owner("ListServiceAccounts")["items"]]
    assert known == [robot.principal]
    messages = []
    for principal in (stranger.principal, uuid.uuid4()):
        with pytest.raises(place.client.Refused) as refused:
            robot.ask_owner("SetServiceAccount", principalId=principal, version=0, levels=[])
        assert refused.value.reason == "notFound"
        messages.append(refused.value.error["message"])
    assert messages[0] == messages[1]


def test_it_goes_on_after_identity_was_killed(place, robot):
    robot.allow(pointNames="view")
    robot.take_token()
    place.kill("identity")
    robot.act("ListPointTypes")
    place.run("identity")
    place.wait_ready("identity")
    robot.take_token()
    robot.act("ListPointTypes")
