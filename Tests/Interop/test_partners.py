"""Packages, requests and becoming a partner, from the contract alone."""

import re
import time

import pytest

import spool
from conftest import Shop
from desk import Desk
from place import Place, eventually

PASSWORD = "seven wet umbrellas sing"


class Account:
    """A partner's owner, logged in at partners."""

    def __init__(self, place, email, password=PASSWORD):
        self.place, self.identity = place, place.session("identity")
        tokens = self.identity.call(
            "identity.v1/LogIn", {"email": email, "password": password}, route=place.tenant)
        self.id, self.token = tokens["partnerId"], tokens["accessToken"]
        self.partners = place.session("partners")
        self.partners.seen |= self.identity.seen

    def levels(self):
        return self.identity.call(
            "identity.v1/GetMe", route=self.place.tenant, token=self.token)["levels"]

    def call(self, method, key=None, **body):
        return self.partners.call(
            f"partners.v1/{method}", body, route=self.id, token=self.token, key=key)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("partners"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def desk(place):
    return Desk(place)


def refused(place, call, *arguments, **more):
    with pytest.raises(place.client.Refused) as found:
        call(*arguments, **more)
    return found.value.reason


def secrets(place, email, page):
    found = [re.search(rf"/{page}#(\S+)", text) for _, text in spool.mails(place.mail, email)]
    return [one.group(1) for one in found if one]


def asked(place, desk, package, email):
    """A stranger asks and opens the link; the request."""
    strangers = place.session("partners")
    strangers.call("partners.v1/RequestPartnership", {
        "partnerName": "Umbrellas", "ownerName": "Ana", "email": email, "packageId": package["id"],
        "phone": "+385 91 234 5678", "website": "https://umbrellas.example",
        "description": "We sell umbrellas.", "addOnIds": []}, route=place.tenant)
    eventually(lambda: secrets(place, email, "partnership"))
    (secret,) = secrets(place, email, "partnership")
    confirmed = strangers.call(
        "partners.v1/ConfirmPartnership", {"secret": secret}, route=place.tenant)
    again = strangers.call("partners.v1/ConfirmPartnership", {"secret": secret}, route=place.tenant)
    assert confirmed == again
    return confirmed["requestId"]


def accepted(place, email):
    """The owner of a partner that came to be, logged in."""
    eventually(lambda: secrets(place, email, "invitation"))
    (invitation,) = secrets(place, email, "invitation")
    place.session("identity").call(
        "identity.v1/AcceptInvitation", {"invitation": invitation, "password": PASSWORD},
        route=place.tenant)
    return Account(place, email)


def test_a_stranger_becomes_a_partner(place, desk):
    package, email = desk.package("Small", "coupons", activeCoupons=3), "ana@umbrellas.example"
    request = asked(place, desk, package, email)
    (pending,) = [one for one in desk.call("ListPendingRequests", desk="partnership")["items"]
                  if one["id"] == request]
    assert pending["kind"] == "partnership" and pending["partnerName"] == "Umbrellas"
    assert pending["email"] == email and pending["phone"] == "+385912345678"
    assert pending["isActivePartner"] is False
    assert [item["price"]["minorUnits"] for item in pending["items"]] == [1250]
    assert desk.call("ApproveRequest", requestId=request)["decision"] == "approved"

    account = accepted(place, email)
    mine = account.call("GetMyAccount")
    assert mine["package"]["packageId"] == package["id"] and mine["products"] == ["coupons"]
    assert mine["limits"] == {"activeCoupons": 3}
    (own,) = account.call("ListOwnRequests")["items"]
    assert own["status"] == "approved" and own["id"] == request
    # What the package does not include is in nobody's role.
    assert "coupons" in account.levels() and "points" not in account.levels()
    subjects = [subject for subject, _ in spool.mails(place.mail, email)]
    assert len([subject for subject in subjects if "approved" in subject]) == 1


def test_an_account_is_opened_once_though_identity_dies_at_it(place, desk):
    email = "ben@umbrellas.example"
    request = asked(place, desk, desk.package("Small", "coupons"), email)
    place.kill("identity")
    desk.call("ApproveRequest", requestId=request)
    dying = place.run("identity", OCTOPUS_FAULT="follower.middle")
    dying.wait(60)
    place.processes.pop("identity")
    place.run("identity")
    place.wait_ready("identity")
    accepted(place, email)
    desk.log_in()
    listed = desk.identity.call(
        "identity.v1/ListPartners", {}, route=place.tenant, token=desk.token)["items"]
    assert [one["ownerEmail"] for one in listed].count(email) == 1
    assert len(secrets(place, email, "invitation")) == 1
    kill_partners(place)
    assert [one["ownerEmail"] for one in desk.identity.call(
        "identity.v1/ListPartners", {}, route=place.tenant, token=desk.token)["items"]].count(email) == 1


def kill_partners(place):
    place.kill("partners")
    place.run("partners")
    place.wait_ready("partners")
    time.sleep(1)


def test_another_package_is_in_force_once_it_is_approved(place, desk):
    shop = Shop(place)
    account = Account(place, shop.email, shop.password)
    small = desk.package("Small", "coupons", "points", "pointNames")
    large = desk.package("Large", "coupons", "points", "pointNames", "chat")
    request = account.call("RequestPackage", packageId=small["id"], description="We begin.")
    assert refused(place, account.call, "RequestPackage", packageId=large["id"]) == "requestOpen"
    desk.call("ApproveRequest", requestId=request["id"])

    def products():
        return {"chat", "coupons"} & set(Account(place, shop.email, shop.password).levels())

    eventually(lambda: products() == {"coupons"})
    account = Account(place, shop.email, shop.password)
    assert refused(place, account.call, "RequestPackage", packageId=small["id"]) == "samePackage"
    request = account.call("RequestPackage", packageId=large["id"])
    assert account.call("GetMyAccount")["package"]["packageId"] == small["id"]
    desk.call("ApproveRequest", requestId=request["id"])
    eventually(lambda: products() == {"chat", "coupons"})


def test_add_ons_are_decided_as_a_whole_and_a_rejection_says_why(place, desk):
    shop = Shop(place)
    account = Account(place, shop.email, shop.password)
    add_on = desk.add_on(1000)
    first = account.call("RequestAddOns", addOnIds=[add_on["id"], add_on["id"]])
    second = account.call("RequestAddOns", addOnIds=[add_on["id"]])
    third = account.call("RequestAddOns", addOnIds=[add_on["id"]])
    desk.call("ApproveRequest", requestId=first["id"])
    desk.call("RejectRequest", requestId=second["id"], reason="We have no room.")
    account.call("CancelRequest", requestId=third["id"])
    assert refused(place, desk.call, "ApproveRequest", requestId=second["id"]) == "alreadyDecided"
    assert refused(place, account.call, "CancelRequest", requestId=first["id"]) == "alreadyDecided"
    mine = account.call("GetMyAccount")
    assert mine["impressions"] == 2000 and [one["count"] for one in mine["addOns"]] == [2]
    assert [one["status"] for one in account.call("ListOwnRequests")["items"]] == [
        "cancelled", "rejected", "approved"]
    eventually(lambda: [text for _, text in spool.mails(place.mail, shop.email)
                        if "We have no room." in text])
    history = desk.call("ListDecidedRequests", desk="addOns", search=shop_name(place, desk, shop))
    assert [one["decision"] for one in history["items"]] == ["rejected", "approved"]
    assert exported(desk, "addOns").count("rejected") == 1


def shop_name(place, desk, shop):
    listed = desk.identity.call(
        "identity.v1/ListPartners", {"limit": 100}, route=place.tenant, token=desk.token)["items"]
    return next(one["name"] for one in listed if one["id"] == shop.id).upper()


def exported(desk, which):
    begun = desk.call("ExportDecidedRequests", desk=which)
    parts = []
    while True:
        read = desk.partners.call(
            "mesh.v1/ReadExport", {"exportId": begun["exportId"], "chunk": len(parts)}, token=desk.token)
        if "part" in read:
            parts.append(read["part"])
        if read["isLast"]:
            return b"".join(parts).decode("utf-8-sig")


def test_a_suspended_partner_is_out_everywhere_and_keeps_what_it_has(place, desk):
    shop = Shop(place)
    account = Account(place, shop.email, shop.password)
    known = desk.partner(shop.id)
    assert (known["status"], known["version"]) == ("active", 1)
    suspended = desk.suspend(shop.id, "No answer.")
    acknowledged = time.monotonic()

    def reason():
        try:
            place.session("loyalty").call("loyalty.v1/ListPointTypes", {}, route=shop.id,
                                          token=account.token)
        except place.client.Refused as out:
            return out.reason

    assert eventually(reason) in ("tokenRevoked", "partnerSuspended")
    print(f"out after {time.monotonic() - acknowledged:.2f} s")
    assert refused(place, Account, place, shop.email, shop.password) == "badCredentials"
    (row,) = desk.call("ListMyPartners", search=known["name"].upper(), status="suspended")["items"]
    assert row == suspended
    assert desk.call("GetPartner", partnerId=shop.id)["statusReason"] == "No answer."
    assert refused(place, desk.call, "ReactivatePartner", partnerId=shop.id, version=1) == "stale"
    desk.reactivate(shop.id)
    desk.wait_for(shop.id, "active")
    back = Account(place, shop.email, shop.password)
    assert [one["kind"] for one in back.call("ListActivity", limit=2)["items"]] == [
        "reactivated", "suspended"]
    assert place.session("loyalty").call(
        "loyalty.v1/ListPointTypes", {}, route=shop.id, token=back.token)["items"]


def test_a_suspension_holds_while_identity_is_dead(place, desk):
    shop = Shop(place)
    account = Account(place, shop.email, shop.password)
    known, add_on = desk.partner(shop.id), desk.add_on(100)
    asked = account.call("RequestAddOns", addOnIds=[add_on["id"]])
    place.kill("identity")
    try:
        suspended = desk.suspend(shop.id)
        assert refused(place, desk.call, "ApproveRequest", requestId=asked["id"]) == "partnerSuspended"
        assert refused(place, account.call, "RequestAddOns",
                       addOnIds=[add_on["id"]]) == "partnerSuspended"
        desk.call("ReactivatePartner", partnerId=shop.id, version=suspended["version"])
        assert desk.call("ApproveRequest", requestId=asked["id"])["decision"] == "approved"
        last = desk.suspend(shop.id)
        assert last["version"] == known["version"] + 3
    finally:
        place.run("identity")
        place.wait_ready("identity")
    desk.wait_for(shop.id, "suspended")


def test_a_partner_has_an_invoice_id_and_contacts(place, desk):
    shop, other = Shop(place), Shop(place)
    version = desk.partner(shop.id)["version"]
    assert desk.call("SetInvoiceID", partnerId=shop.id, version=version,
                     invoiceId="C-1")["invoiceId"] == "C-1"
    assert refused(place, desk.call, "SetInvoiceID", partnerId=other.id,
                   version=desk.partner(other.id)["version"], invoiceId="C-1") == "invoiceIdTaken"
    seen = eventually(lambda: "owner" in (found := desk.call("GetPartner", partnerId=shop.id)) and found)
    assert (seen["owner"]["email"], seen["partner"]["invoiceId"]) == (shop.email, "C-1")
    mine = Account(place, shop.email, shop.password).call("GetMyAccount")
    assert mine["owner"]["email"] == shop.email and mine["status"] == "active"


def test_partners_made_by_the_tenant_get_the_default_package(place, desk):
    package = desk.package("Default", "coupons", "points", "pointNames", "channels")
    before = Shop(place)
    desk.call("ChooseDefaultPackage", packageId=package["id"], version=package["version"])
    for shop in before, Shop(place):
        eventually(lambda: Account(place, shop.email, shop.password).call("GetMyAccount")
                   .get("package", {}).get("packageId") == package["id"])
