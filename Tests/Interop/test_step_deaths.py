"""Steps of partner management whose processes die at them, each several times: the same end, once.

Becoming a partner is in `test_becoming.py`, coupons by a package in `test_packages.py`, uploads in
`test_files.py` and `test_lost_files.py`; `Tests/README.md` has the whole table.
"""

import contextlib
import subprocess
import time

import pytest

from conftest import Shop
from desk import Desk
from place import SERVICES, Place, eventually
from test_becoming import dying, rows
from test_channels import Reader, published
from test_files import Office, encoded, noise
from test_lost_files import change
from test_partners import Account
from test_promos import feed, promo

pytestmark = pytest.mark.limit(400, setup=120)
PATIENCE = 60
DEATHS = [f"commit.{side}:{number}" for number in (1, 2, 3) for side in ("before", "after")]
EVENTS = "SELECT count(*) FROM events WHERE kind = ? AND subject = ?"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("steps"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def shop(place):
    place.start_stopped()
    return Shop(place)


def dies(place, service, *faults):
    """Starts a stopped service again and again, each time to die at the next place; then it runs."""
    for fault in faults:
        process = place.run(service, OCTOPUS_FAULT=fault)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(4)
        place.kill(service)
    place.run(service)
    place.wait_ready(service)


def told(place, service, kind, about):
    ((count,),) = rows(place, service, EVENTS, f"{service}.v1/{kind}", about.bytes)
    return count


def parked(place):
    return {service: rows(place, service, "SELECT name, subject FROM parked")
            for service in SERVICES}


def levels(place, shop):
    try:
        return set(Account(place, shop.email, shop.password).levels())
    except place.client.Refused:
        return None


def test_a_package_narrows_roles_and_gives_them_back_once(place, shop):
    desk = Desk(place, PATIENCE)
    bare, full = desk.package("Bare", "points"), desk.package("Full", "points", "coupons")
    account = Account(place, shop.email, shop.password)
    desk.partner(shop.id)
    for number, (package, has) in enumerate(((full, True), (bare, False), (full, True))):
        account = Account(place, shop.email, shop.password)
        request = account.call("RequestPackage", packageId=package["id"])["id"]
        place.kill("identity")
        desk.call("ApproveRequest", requestId=request)
        dies(place, "identity", *DEATHS, "follower.middle")
        eventually(lambda has=has: ("coupons" in (levels(place, shop) or ())) == has
                   and levels(place, shop), PATIENCE)
        if number == 0:
            before = told(place, "identity", "RightsChanged", shop.id)
        desk.log_in()
    # One for what was taken, one for what was given back; what is asked for changes no rights.
    assert told(place, "identity", "RightsChanged", shop.id) == before + 2
    assert not any(parked(place).values())


def test_a_suspension_and_its_end_are_followed_once_by_all(place, shop):
    desk = Desk(place, PATIENCE)
    desk.partner(shop.id)
    changes = told(place, "identity", "PartnerChanged", shop.id)
    place.kill("identity")
    place.kill("loyalty")
    desk.suspend(shop.id)
    dies(place, "identity", *DEATHS, "follower.middle")
    dies(place, "loyalty", *DEATHS, "follower.middle")
    desk.log_in()
    desk.wait_for(shop.id, "suspended")
    assert levels(place, shop) is None
    place.kill("loyalty")
    # Partners waits for what the desk has seen of identity; it must have come before identity dies.
    desk.partner(shop.id)
    place.kill("identity")
    desk.reactivate(shop.id)
    dies(place, "identity", *DEATHS)
    dies(place, "loyalty", *DEATHS)
    desk.log_in()
    desk.wait_for(shop.id, "active")
    account = Account(place, shop.email, shop.password)
    assert [one["kind"] for one in account.call("ListActivity")["items"]][:2] == [
        "reactivated", "suspended"]
    assert told(place, "partners", "PartnerStandingChanged", shop.id) in (2, 3)
    assert told(place, "identity", "PartnerChanged", shop.id) == changes + 2
    eventually(lambda: rows(place, "loyalty", "SELECT status FROM partners WHERE id = ?", shop.id.bytes)
               == [("active",)], PATIENCE)
    assert not any(parked(place).values())


@pytest.mark.parametrize("fault", ["events.delay", "events.drop", "events.repeat"])
def test_events_that_are_late_lost_or_repeated_end_the_same(place, shop, fault):
    desk = Desk(place, PATIENCE)
    desk.partner(shop.id)
    bare = desk.package("Bare", "points")
    changes = told(place, "identity", "PartnerChanged", shop.id)
    place.stop()
    for service in SERVICES:
        place.run(service, OCTOPUS_FAULT=f"{fault}:40:7")
    try:
        place.wait_ready()
        desk.log_in()
        for step, status in (desk.suspend, "suspended"), (desk.reactivate, "active"):
            step(shop.id)
            desk.log_in()
            eventually(lambda status=status: any(
                one["id"] == shop.id and one["status"] == status for one in desk.accounts()), PATIENCE)
        request = Account(place, shop.email, shop.password).call(
            "RequestPackage", packageId=bare["id"])["id"]
        desk.call("ApproveRequest", requestId=request)
        eventually(lambda: "coupons" not in (levels(place, shop) or {"coupons"}), PATIENCE)
        assert told(place, "identity", "PartnerChanged", shop.id) == changes + 2
        assert told(place, "partners", "RequestDecided", request) == 1
        assert not any(parked(place).values())
    finally:
        place.stop()
        place.start()


@pytest.mark.parametrize("fault", DEATHS)
def test_a_follower_is_counted_once_whichever_commit_the_service_dies_at(place, shop, fault):
    channel, reader = published(Account(place, shop.email, shop.password), "Steady"), Reader(place)

    def ask(method):
        return reader.partners.call(
            f"partners.v1/{method}", {"channelId": channel["id"]}, route=place.tenant,
            token=reader.tokens["accessToken"], timeout=PATIENCE)

    for method, followers in ("FollowChannel", 1), ("UnfollowChannel", 0), ("FollowChannel", 1):
        with dying(place, "partners", fault):
            ask(method)
        assert ask("GetChannel")["followers"] == followers
    assert rows(place, "partners", "SELECT count(*) FROM channel_followers WHERE channel = ?",
                channel["id"].bytes) == [(1,)]
    assert told(place, "partners", "FollowerChanged", reader.id) in (0, 3)


def test_a_promo_goes_live_once(place, shop):
    account, reader = Account(place, shop.email, shop.password), Reader(place)
    channel = published(account, "Patient")
    reader.ask("FollowChannel", channelId=channel["id"])
    early = promo(account, channel)
    eventually(lambda: feed(reader) == [early["id"]], PATIENCE)
    begun = reader.ask("ListFeed")["items"][0]["startedAt"]
    later = promo(account, channel, startsAt=begun + 5000)
    place.kill("partners")
    time.sleep(max(0, (begun + 5000) / 1000 - time.time()))
    dies(place, "partners", *DEATHS)
    eventually(lambda: feed(reader) == [later["id"], early["id"]], PATIENCE)
    assert told(place, "partners", "PromoChanged", later["id"]) == told(
        place, "partners", "PromoChanged", early["id"])


def test_months_are_invoiced_once_and_numbers_have_no_hole(place, shop):
    desk = Desk(place, PATIENCE)
    package = desk.package("Paid", "points")
    desk.partner(shop.id)
    request = Account(place, shop.email, shop.password).call("RequestPackage", packageId=package["id"])
    desk.call("ApproveRequest", requestId=request["id"])
    place.kill("partners")
    partner = f"partner = X'{shop.id.hex}'"
    change(place, f"UPDATE charges SET from_at = from_at - 70 * 86400000 WHERE {partner}",
           f"UPDATE billing SET month = NULL, due_at = 1 WHERE {partner}",
           "UPDATE jobs SET due_at = 1 WHERE name = 'invoices'")
    dies(place, "partners", *DEATHS)

    def months():
        return rows(place, "partners", f"SELECT month FROM invoices WHERE {partner} ORDER BY seq")

    eventually(lambda: len(months()) >= 2, PATIENCE)
    time.sleep(1)
    assert len(months()) == len(set(months())) and months() == sorted(months())
    numbers = [number for number, in rows(place, "partners", "SELECT number FROM invoices ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))
    issued = rows(place, "partners", "SELECT count(*) FROM events WHERE kind = 'partners.v1/InvoiceIssued'")
    assert issued == [(len(numbers),)]
    desk.log_in()
    listed = desk.call("ListInvoices", partnerId=shop.id)["items"]
    assert sorted(one["month"] for one in listed) == [month for month, in months()]


@pytest.mark.parametrize("fault", DEATHS)
def test_a_record_and_the_file_that_it_shows_come_together(place, shop, fault):
    office = Office(place, shop)
    picture = office.upload(encoded(noise(40, 30, seed=len(fault) + int(fault[-1])), "PNG"), "png")["fileId"]
    with dying(place, "partners", fault):
        made = office.call("CreateChannel", timeout=PATIENCE, terms={
            "name": "Bright", "links": [], "pictureId": picture})
    (only,) = office.call("ListChannels")["items"]
    assert only["id"] == made["id"] and only["terms"]["pictureId"] == picture
    assert rows(place, "partners", "SELECT kind, owner FROM file_claims WHERE file = ?", picture.bytes) == [
        ("channelPicture", made["id"].bytes)]
    unclaimed = rows(place, "partners", "SELECT unclaimed_since FROM files WHERE id = ?", picture.bytes)
    assert unclaimed == [(None,)]
