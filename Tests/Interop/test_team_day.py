"""A day of an account owner, a cashier and a tenant user who steps in for the owner: programs that know
only the protocol and the printed contract, and people who read their mails."""

import time
import uuid

import pytest

from conftest import EndUser
from test_users import Mailbox

PASSWORD, OTHER = "seven wet umbrellas sing", "nine red kettles whistle"
OVER_SECONDS = 1


class Staff:
    """Somebody who works with a program of their own session at both services."""

    def __init__(self, system, email, partner=None):
        self.system, self.email, self.partner = system, email, partner
        self.mailbox = Mailbox(system.data / "mail")
        self.identity, self.loyalty = system.session("identity"), system.session("loyalty")

    def program(self, method, **body):
        """What a program asks before anybody is logged in."""
        return self.identity.call(f"identity.v1/{method}", body, route=self.system.tenant)

    def accept(self, password=PASSWORD):
        self.program("AcceptInvitation", password=password,
                     invitation=self.mailbox.secret(self.email, "invitation"))

    def log_in(self, password=PASSWORD):
        self.tokens = self.program("LogIn", email=self.email, password=password)
        return self

    def refresh(self):
        self.tokens = self.program("RefreshToken", refreshToken=self.tokens["refreshToken"])

    @property
    def token(self):
        return self.tokens["accessToken"]

    def call(self, method, **body):
        """Of identity's methods; `mesh.v1/…` is identity's own, too."""
        name = method if "/" in method else f"identity.v1/{method}"
        return self.identity.call(name, body, token=self.token,
                                  route=None if "/" in method else self.system.tenant)

    def shop(self, method, **body):
        """Of loyalty's methods, in the partner's shop."""
        self.loyalty.seen |= self.identity.seen
        return self.loyalty.call(f"loyalty.v1/{method}", body, route=self.partner, token=self.token)

    def audit(self, session, **filters):
        return session.call("mesh.v1/ListAudit", {"filter": filters, "limit": 100},
                            token=self.token)["items"]

    def refused(self, reason, call, method, **body):
        with pytest.raises(self.system.client.Refused) as found:
            call(method, **body)
        assert found.value.reason == reason, found.value

    def over_within_a_second(self, reason, method="ListPointTypes"):
        """The shop's door closes within a second of the acknowledgement, which was now."""
        acknowledged = time.monotonic()
        while True:
            begun = time.monotonic()
            try:
                self.shop(method)
            except self.system.client.Refused as refused:
                assert refused.reason == reason
                return
            assert begun - acknowledged < OVER_SECONDS
            time.sleep(0.01)


def address(who):
    return f"{who}{uuid.uuid4().hex[:10]}@shop.example"


@pytest.fixture
def mall(system):
    staff = Staff(system, system.owner["email"])
    return staff.log_in(system.password)


@pytest.fixture
def owner(system, mall):
    """In the morning a shop joins the mall, and its owner chooses a password by the mailed link."""
    email = address("owner")
    made = mall.call("CreatePartner", name=f"Shop {uuid.uuid4().hex[:6]}", ownerName="Ana Horvat",
                     ownerEmail=email)
    owner = Staff(system, email, made["partnerId"])
    owner.accept()
    return owner.log_in()


def hire(boss, name, **levels):
    """A role, an invitation, and a colleague who follows the mail."""
    role = boss.call("CreateRole", name=f"{name} {uuid.uuid4().hex[:6]}", levels=[
        {"product": product, "level": level} for product, level in levels.items()])
    email = address("colleague")
    user = boss.call("CreateUser", name="Ana Novak", email=email, roleId=role["id"])
    colleague = Staff(boss.system, email, boss.partner)
    colleague.accept()
    colleague.user, colleague.role = user, role
    return colleague.log_in()


@pytest.mark.limit(240)
def test_a_day_of_owner_cashier_and_impersonator(system, mall, owner):
    # The owner has everything; the cashier has what the role says, and sees no more.
    me = owner.call("GetMe")
    assert me["isOwner"] and me["levels"]["users"] == "full"
    cashier = hire(owner, "Cashier", points="update", coupons="update", pointNames="view")
    assert cashier.call("GetMe")["levels"] == {
        "points": "update", "coupons": "update", "pointNames": "view"}
    cashier.refused("denied", cashier.call, "ListUsers")
    cashier.refused("denied", cashier.shop, "CreatePointType", name="mine", validity={"months": 6})

    stamp = owner.shop("CreatePointType", name="stamp", validity={"months": 6})["id"]
    coupon = owner.shop("CreateCoupon", terms={
        "title": "A free coffee", "price": {"pointTypeId": stamp, "amount": 5}, "redeemableTimes": 1})
    owner.shop("PublishCoupon", couponId=coupon["id"], version=coupon["version"])

    # A customer comes to the till, collects, and drinks a coffee.
    customer = EndUser(system)
    cashier.identity.seen |= customer.identity.seen | owner.loyalty.seen
    scanned = cashier.shop("ScanCode", text=customer.call("GetIDCode")["text"])
    given = cashier.shop("GiveScanned", scan=scanned["scan"],
                         give={"kind": "points", "pointTypeId": stamp, "amount": 6})
    assert given["given"]["balance"] == 6
    customer.loyalty.seen |= cashier.loyalty.seen
    got = customer.call("GetCouponForPoints", route=owner.partner, couponId=coupon["id"])
    code = customer.call("GetIssuedCouponCode", route=owner.partner,
                         issuedCouponId=got["issuedCoupon"]["id"])
    cashier.loyalty.seen |= customer.loyalty.seen
    assert cashier.shop("ScanCode", text=code["signed"]["text"])["redemptionsLeft"] == 0

    # The owner needs help. Somebody of the mall steps in, as the owner, and is seen to be there.
    helper = hire(mall, "Support", partnerManagement="full")
    acting = Staff(system, helper.email, owner.partner)
    acting.tokens = helper.call("Impersonate", partnerId=owner.partner)
    me = acting.call("GetMe")
    assert me["userId"] == owner.tokens["userId"] and me["impersonatorId"] == helper.user["id"]
    for method, body in (
            ("ChangePassword", {"password": PASSWORD, "newPassword": OTHER}),
            ("CreateUser", {"name": "A back door", "email": address("back"),
                            "roleId": cashier.role["id"]}),
            ("HandOverOwnership", {"userId": cashier.user["id"], "roleId": cashier.role["id"],
                                   "password": PASSWORD}),
            ("LogOutEverywhere", {}), ("BeginSecondFactor", {"password": PASSWORD})):
        acting.refused("impersonated", acting.call, method, **body)
    acting.refresh()
    helped = acting.shop("CreateCoupon", terms={
        "title": "A free tea", "price": {"pointTypeId": stamp, "amount": 3}, "redeemableTimes": 1})
    acting.shop("PublishCoupon", couponId=helped["id"], version=helped["version"])
    assert [one.get("actorId") for one in owner.call("ListSessions")["items"]].count(
        helper.user["id"]) == 1
    assert acting.call("ExitImpersonation")["sessionId"] == helper.tokens["sessionId"]
    acting.over_within_a_second("tokenRevoked")
    assert helper.call("GetMe")["userId"] == helper.user["id"]

    # In the evening the owner reads who did what: their own people and, with both names, the helper.
    owner.refresh()
    done = {(one["method"], one.get("subject"), one.get("actor"))
            for one in owner.audit(owner.loyalty) if "refusal" not in one}
    own, clerk, aid = owner.tokens["userId"], cashier.user["id"], helper.user["id"]
    assert {("loyalty.v1/CreatePointType", own, None), ("loyalty.v1/GiveScanned", clerk, None),
            ("loyalty.v1/CreateCoupon", own, None), ("loyalty.v1/CreateCoupon", own, aid)} <= done
    denied = {(one["method"], one["refusal"]) for one in owner.audit(owner.loyalty, isRefused=True)}
    assert ("loyalty.v1/CreatePointType", "denied") in denied
    tried = {(one["method"], one["refusal"], one.get("actor"))
             for one in owner.audit(owner.identity, isRefused=True)}
    assert ("identity.v1/ChangePassword", "impersonated", aid) in tried
    cashier.refused("denied", lambda method, **body: cashier.audit(cashier.loyalty), "ListAudit")

    # The cashier's role shrinks while they work; then they leave, and their door closes at once.
    role = owner.call("GetRole", roleId=cashier.role["id"])["role"]
    owner.call("EditRole", roleId=role["id"], version=role["version"], name=role["name"],
               demandsSecondFactor=False, levels=[{"product": "coupons", "level": "view"}])
    cashier.over_within_a_second("tokenOutdated")
    cashier.refresh()
    cashier.refused("denied", cashier.shop, "ListPointTypes")
    cashier.shop("ListCoupons")
    user = owner.call("GetUser", userId=clerk)
    owner.call("DisableUser", userId=clerk, version=user["version"])
    cashier.over_within_a_second("tokenRevoked", "ListCoupons")
    cashier.refused("badCredentials", cashier.program, "LogIn", email=cashier.email, password=PASSWORD)
    cashier.refused("refreshTokenInvalid", cashier.program, "RefreshToken",
                    refreshToken=cashier.tokens["refreshToken"])

    # At home the owner has forgotten the password, and finds out by mail how to go on.
    owner.program("RequestPasswordReset", email=owner.email)
    owner.program("ResetPassword", link=owner.mailbox.secret(owner.email, "password"),
                  newPassword=OTHER)
    owner.over_within_a_second("tokenRevoked")
    owner.log_in(OTHER)
    assert owner.shop("CheckLedger", pointTypeId=stamp)["isBalanced"]
    owner.call("LogOut")
    owner.over_within_a_second("tokenRevoked")
