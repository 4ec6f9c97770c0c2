"""Becoming a partner while processes die, decisions from all sides at once, and addresses that are taken."""

import contextlib
import itertools
import re
import sqlite3
import threading
import time

import cbor2
import pytest
import zmq

import spool
from conftest import Shop
from desk import Desk
from lines import Line, uuid7
from persons import USAGE, Owner, columns
from place import SERVICES, Place, eventually

PASSWORD = "seven wet umbrellas sing"
PATIENCE = 60
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("becoming"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def catalogue(place):
    """A package and an add-on that strangers ask for."""
    desk = Desk(place)
    return desk.package("Small", "coupons")["id"], desk.add_on(1000)["id"]


class Stranger:
    """Somebody who becomes a partner, asking each question until it is answered."""

    def __init__(self, place, catalogue):
        self.place, (self.package, self.add_on) = place, catalogue
        number = next(NUMBERS)
        self.name, self.email = f"Umbrellas {number}.", f"ana{number}@umbrellas.example"
        self.partners, self.identity = place.session("partners"), place.session("identity")

    def mailed(self, page):
        """The secrets of the links of a page that were mailed, each once."""
        texts = [text for _, text in spool.mails(self.place.mail, self.email)]
        return {found[1] for text in texts if (found := re.search(rf"/{page}#(\S+)", text))}

    def ask(self):
        self.partners.call("partners.v1/RequestPartnership", {
            "partnerName": self.name, "ownerName": "Ana", "email": self.email,
            "packageId": self.package, "addOnIds": [self.add_on]},
            route=self.place.tenant, timeout=PATIENCE)
        eventually(lambda: self.mailed("partnership"), PATIENCE)
        (secret,) = self.mailed("partnership")
        self.request = self.partners.call(
            "partners.v1/ConfirmPartnership", {"secret": secret}, route=self.place.tenant,
            timeout=PATIENCE)["requestId"]

    def open(self):
        """Accepts the invitation; what the account says."""
        eventually(lambda: self.mailed("invitation"), PATIENCE)
        (invitation,) = self.mailed("invitation")
        self.identity.call(
            "identity.v1/AcceptInvitation", {"invitation": invitation, "password": PASSWORD},
            route=self.place.tenant, timeout=PATIENCE)
        self.log_in()

    def log_in(self):
        tokens = self.identity.call(
            "identity.v1/LogIn", {"email": self.email, "password": PASSWORD},
            route=self.place.tenant, timeout=PATIENCE)
        self.id, self.token = tokens["partnerId"], tokens["accessToken"]
        self.partners.seen |= self.identity.seen

    def call(self, method, **body):
        """The package may reach identity after the log-in, which outdates the token."""
        try:
            return self._call(method, body)
        except self.place.client.Refused as refused:
            if refused.reason != "tokenOutdated":
                raise
            self.log_in()
            return self._call(method, body)

    def _call(self, method, body):
        return self.partners.call(f"partners.v1/{method}", body, route=self.id, token=self.token,
                                  timeout=PATIENCE)


@contextlib.contextmanager
def dying(place, service, fault):
    """A service that dies at a place of the code, and is started again at once."""
    place.stop(service)
    process = place.run(service, OCTOPUS_FAULT=fault)
    over = threading.Event()

    def revive():
        while process.poll() is None and not over.is_set():
            time.sleep(0.01)
        if process.poll() is not None:
            place.run(service)

    reviver = threading.Thread(target=revive)
    reviver.start()
    try:
        yield process
    finally:
        over.set()
        reviver.join()
        place.wait_ready(service)


def rows(place, service, sql, *values):
    file = place.data / service / f"{service}.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(sql, values).fetchall()


def check_once(place, desk, stranger):
    """Everything that a partnership consists of is there, once."""
    assert stranger.id == stranger.request
    mine = stranger.call("GetMyAccount")
    assert mine["package"]["packageId"] == stranger.package
    assert (mine["impressions"], [one["count"] for one in mine["addOns"]]) == (1000, [1])
    assert [one["status"] for one in stranger.call("ListOwnRequests")["items"]] == ["approved"]
    eventually(lambda: {one["kind"] for one in stranger.call("ListActivity")["items"]}
               == {"approved", "joined"}, PATIENCE)
    assert len(stranger.call("ListActivity")["items"]) == 2
    decided = desk.call("ListDecidedRequests", desk="partnership", search=stranger.name)["items"]
    assert [one["decision"] for one in decided] == ["approved"]
    listed = desk.call("ListMyPartners", search=stranger.name)["items"]
    assert [one["id"] for one in listed] == [stranger.id]
    assert [one["ownerEmail"] for one in desk.accounts()].count(stranger.email) == 1
    assert {len(stranger.mailed(page)) for page in ("partnership", "invitation")} == {1}
    approved = "SELECT count(*) FROM events WHERE kind = ? AND subject = ?"
    for kind in "partners.v1/PartnershipApproved", "partners.v1/PartnerEntitlementChanged":
        assert rows(place, "partners", approved, kind, stranger.id.bytes) == [(1,)]
    assert rows(place, "identity", approved, "identity.v1/PartnerChanged", stranger.id.bytes) == [(1,)]
    parked = "SELECT name, subject FROM parked"
    assert [rows(place, service, parked) for service in SERVICES] == [[]] * len(SERVICES)


FAULTS = [(service, f"{fault}:{number}")
          for service, faults in (
              ("partners", {"commit.before": 7, "commit.after": 7, "follower.middle": 2,
                            "mail.taken": 2}),
              ("identity", {"commit.before": 5, "commit.after": 5, "follower.middle": 2,
                            "mail.taken": 1}))
          for fault, most in faults.items() for number in range(1, most + 1)]


@pytest.mark.limit(240)
@pytest.mark.parametrize("service, fault", FAULTS)
def test_a_partner_comes_to_be_once_wherever_a_process_dies(place, catalogue, service, fault):
    desk, stranger = Desk(place, PATIENCE), Stranger(place, catalogue)
    with dying(place, service, fault) as process:
        stranger.ask()
        desk.approve(stranger.request)
        stranger.open()
        check_once(place, desk, stranger)
        assert process.poll() is not None, f"{service} has not come to {fault}"


def stuck_partnership(place, desk, stranger):
    """One that is approved and has no account."""
    stranger.ask()
    place.kill("identity")
    desk.approve(stranger.request)
    (awaited,) = desk.call("ListStuckPartnerships")["items"]
    assert (awaited["requestId"], awaited["cause"]) == (stranger.request, "accountAwaited")
    place.stop("partners")
    place.run("identity")
    place.wait_ready("identity")
    # Before identity hears of the approval, somebody gets the address.
    desk.identity.call("identity.v1/CreatePartner", {
        "name": "Bakery", "ownerName": "Ana", "ownerEmail": stranger.email},
        route=place.tenant, token=desk.token, timeout=PATIENCE)
    place.run("partners")
    place.wait_ready("partners")
    desk.log_in()

    def taken():
        stuck = desk.call("ListStuckPartnerships")["items"]
        return [one for one in stuck if one["cause"] == "addressTaken"]

    (stuck,) = eventually(taken, PATIENCE)
    assert (stuck["requestId"], stuck["email"]) == (stranger.request, stranger.email)


def test_an_address_that_was_taken_meanwhile_is_told_and_another_one_is_invited(
        place, catalogue, tmp_path):
    desk, stranger = Desk(place, PATIENCE), Stranger(place, catalogue)
    owner = Owner(place, tmp_path)
    stuck_partnership(place, desk, stranger)
    (row,) = columns(owner("requests", "stuck").stdout)
    assert row[:4] == [str(stranger.request), stranger.name, "Ana", stranger.email]
    assert row[-1] == "somebody has the address"
    with pytest.raises(place.client.Refused) as refused:
        desk.call("RetryPartnership", requestId=stranger.request, email=place.owner["email"])
    assert refused.value.reason == "ownerEmailTaken"
    stranger.email = f"other-{stranger.email}"
    owner("requests", "retry", str(stranger.request), stranger.email)
    stranger.open()
    assert stranger.id == stranger.request
    eventually(lambda: desk.call("ListStuckPartnerships")["items"] == [])
    assert desk.partner(stranger.id)["name"] == stranger.name
    assert rows(place, "identity", "SELECT name FROM parked") == []


def test_a_partnership_that_is_stuck_is_given_up_and_its_stranger_forgotten(
        place, catalogue, tmp_path):
    desk, stranger = Desk(place, PATIENCE), Stranger(place, catalogue)
    owner = Owner(place, tmp_path)
    stuck_partnership(place, desk, stranger)
    owner("requests", "abandon", str(stranger.request), code=USAGE, input="")
    assert desk.call("ListStuckPartnerships")["items"]
    owner("requests", "abandon", str(stranger.request), "--yes")
    assert desk.call("ListStuckPartnerships")["items"] == []
    with pytest.raises(place.client.Refused) as refused:
        desk.call("AbandonPartnership", requestId=stranger.request)
    assert refused.value.reason == "notFound"
    for table in "charges", "billing":
        assert rows(place, "partners", f"SELECT 1 FROM {table} WHERE partner = ?",
                    stranger.request.bytes) == []
    assert rows(place, "partners", "SELECT email, contact_name FROM requests WHERE id = ?",
                stranger.request.bytes) == [(None, None)]
    assert rows(place, "partners", "SELECT 1 FROM events WHERE subject = ? AND personal IS NOT NULL",
                stranger.request.bytes) == []


def test_a_hundred_decide_one_request_and_it_has_one_end(place, catalogue):
    """Over the wire, all under way at once: one state, one row of history, one effect, one mail."""
    desk, shop = Desk(place), Shop(place)
    desk.partner(shop.id)
    for _ in range(3):
        desk.log_in()
        token = desk._log_in(shop.email, shop.password)
        asking = place.session("partners")
        asking.seen |= desk.identity.seen

        def own(method, **body):
            return asking.call(f"partners.v1/{method}", body, route=shop.id, token=token)

        before, mails = own("GetMyAccount")["impressions"], len(decisions(place, shop))
        request = own("RequestAddOns", addOnIds=[catalogue[1]])["id"]
        outcomes = decide_at_once(place, desk.token, token, shop.id, request)
        assert len(outcomes) == 100
        done = [outcome for outcome in outcomes if outcome != "alreadyDecided"]
        assert len(done) == 1 and done[0] in ("approved", "rejected", "cancelled")
        is_decided = done[0] != "cancelled"
        assert rows(place, "partners", "SELECT status FROM requests WHERE id = ?",
                    request.bytes) == [(done[0],)]
        for sql in ("SELECT count(*) FROM decisions WHERE request = ?",
                    "SELECT count(*) FROM events WHERE kind = 'partners.v1/RequestDecided'"
                    " AND subject = ?"):
            assert rows(place, "partners", sql, request.bytes) == [(int(is_decided),)]
        gained = own("GetMyAccount")["impressions"] - before
        assert gained == (1000 if done[0] == "approved" else 0)
        eventually(lambda: not rows(place, "partners", "SELECT 1 FROM mails WHERE waits = 1"))
        assert len(decisions(place, shop)) - mails == int(is_decided)


def decisions(place, shop):
    return [subject for subject, _ in spool.mails(place.mail, shop.email)
            if "approved" in subject or "rejected" in subject]


def decide_at_once(place, desk_token, shop_token, shop, request):
    """What a hundred calls on four sessions came to."""
    lines = [Line(zmq.Context.instance(), place.data / "mesh.json", "partners",
                  place.key_file("operator")) for _ in range(4)]
    try:
        end = time.monotonic() + PATIENCE
        while any(line.session is None for line in lines):
            assert time.monotonic() < end
            for line in lines:
                line.greet()
                list(line.received())
            time.sleep(0.01)
        for number in range(100):
            line = lines[number % 4]
            method, body, token, route = (
                ("ApproveRequest", {}, desk_token, place.tenant),
                ("RejectRequest", {"reason": "No."}, desk_token, place.tenant),
                ("CancelRequest", {}, shop_token, shop))[number % 3]
            template = line.template(f"partners.v1/{method}", {5: route, 8: token, 9: 1})
            line.ask(template, cbor2.dumps({"requestId": request, **body}), uuid7())
        outcomes = []
        while len(outcomes) < 100 and time.monotonic() < end:
            for line in lines:
                for _, header, body in line.received():
                    reply = cbor2.loads(body)
                    outcomes.append(reply["reason"] if header[12] else
                                    reply.get("decision") or reply["status"])
            time.sleep(0.005)
        return outcomes
    finally:
        for line in lines:
            line.close()
