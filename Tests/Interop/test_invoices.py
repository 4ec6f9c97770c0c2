"""Months that end: invoices of real processes whose clocks are moved on, killed in the middle, put back."""

import contextlib
import csv
import datetime
import io
import sqlite3
import time

import pytest

import programs
from conftest import Shop
from desk import Desk
from place import BIN, SERVICES, Place, eventually
from test_partners import Account
from test_restore import confirm, copy, put_back

pytestmark = pytest.mark.limit(360)
REAL = time.time_ns
# Each is a death somewhere between the reckoning and its answer; a turn says the how many-th time.
FAULTS = ["invoice.issued", "survival.after", "commit.before", "commit.after", "commit.before:2",
          "commit.after:2", "commit.before:3", "commit.after:3"]


def utc(year, month, day, hour, minute=0):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.UTC)


class Mall:
    """The services and this client in a time of the test's choice."""

    def __init__(self, folder, clock, monkeypatch):
        self.clock, self.patch = clock, monkeypatch
        self.set(utc(2031, 3, 5, 10))
        self.place = Place(folder)
        self.place.start()

    def set(self, moment):
        seconds = int(moment.timestamp()) - REAL() // 1_000_000_000
        for name, value in self.clock(seconds).items():
            self.patch.setenv(name, value)
        self.patch.setattr(time, "time_ns", lambda: REAL() + seconds * 1_000_000_000)

    def pause_until(self, moment):
        """Everything stops, and the clocks go on; their owner says that they are right."""
        self.place.stop()
        self.set(moment)
        mending = [programs.start([BIN / service, "mend-clock", *self.place.flags(service)])
                   for service in SERVICES]
        assert [process.wait(60) for process in mending] == [0] * len(SERVICES)

    def move(self, moment):
        self.pause_until(moment)
        self.place.start()

    def rows(self, sql, *values):
        file = self.place.data / "partners" / "partners.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()


@pytest.fixture
def mall(tmp_path, clock, monkeypatch):
    mall = Mall(tmp_path, clock, monkeypatch)
    yield mall
    mall.place.stop()


class Cafe:
    """A partner, whose owner logs in anew after each move of the clock."""

    def __init__(self, mall):
        self.mall, self.shop = mall, Shop(mall.place)
        Desk(mall.place).partner(self.shop.id)

    @property
    def account(self):
        return Account(self.mall.place, self.shop.email, self.shop.password)

    def identity(self, method, **body):
        account = self.account
        return account.identity.call(f"identity.v1/{method}", body, route=self.mall.place.tenant,
                                     token=account.token)

    def operators(self, count):
        """Users who answer in the chat."""
        eventually(lambda: "chat" in self.account.levels())
        role = self.identity("CreateRole", name="Answers", demandsSecondFactor=False,
                             levels=[{"product": "chat", "level": "view"}])["id"]
        users = [self.identity("CreateUser", name="Ben", email=f"{number}-{self.shop.email}",
                               roleId=role)["id"] for number in range(count)]
        for user in users:
            self.operates(user, chatOperator="normal")
        return users

    def operates(self, user, **kind):
        version = self.identity("GetUser", userId=user)["version"]
        return self.identity("SetChatOperator", userId=user, version=version, **kind)

    def gets(self, method, **body):
        """Asks for a package or add-ons, and the tenant approves."""
        request = self.account.call(method, **body)
        Desk(self.mall.place).approve(request["id"])


def package(desk, name, cents):
    return desk.call("CreatePackage", terms={
        "name": name, "products": ["coupons", "points", "chat"], "limits": {"activeCoupons": 3},
        "price": {"minorUnits": cents, "currency": "EUR", "period": "month"}})["id"]


def add_on(desk, name, cents, period, **more):
    return desk.call("CreateAddOn", terms={
        "name": name, "price": {"minorUnits": cents, "currency": "EUR", "period": period}, **more})["id"]


def issued(desk, count, **filters):
    """The tenant's documents, the oldest first, once there are so many."""
    def all_of_them():
        items = desk.call("ListInvoices", **filters)["items"]
        return items[::-1] if len(items) >= count else None

    return eventually(all_of_them, 30)


def lines(desk, invoice):
    found = desk.call("GetInvoice", invoiceId=invoice["id"])
    assert found["invoice"] == invoice
    assert sum(line["amountMinorUnits"] for line in found["lines"]) == invoice["totalMinorUnits"]
    return [(line["kind"], line["name"], line["quantity"], line["fromDay"][5:], line["untilDay"][5:],
             line["days"], line["ofDays"], line["amountMinorUnits"]) for line in found["lines"]]


def exported(desk, **request):
    begun = desk.call("ExportInvoices", **request)
    parts = []
    while True:
        read = desk.partners.call(
            "mesh.v1/ReadExport", {"exportId": begun["exportId"], "chunk": len(parts)}, token=desk.token)
        if "part" in read:
            parts.append(read["part"])
        if read["isLast"]:
            text = b"".join(parts).decode("utf-8-sig")
            return list(csv.DictReader(io.StringIO(text, newline="")))


def check_file(desk, documents):
    """The file says what the answers say, row for row."""
    numbers = {one["id"]: one for one in documents}
    rows = exported(desk)
    assert len(rows) == len(documents)
    for row, one in zip(rows, documents):
        credited = numbers.get(one.get("creditsId"), {})
        assert row["series"] == one.get("series", "") and row["number"] == str(one["number"])
        assert (row["kind"], row["month"], row["partner"]) == (
            one["kind"], one["month"], one["partnerName"])
        assert row["billing ID"] == one.get("billingId", "") and row["currency"] == one["currency"]
        assert row["total (minor units)"] == str(one["totalMinorUnits"])
        assert row["credited number"] == str(credited.get("number", ""))
        assert row["credited series"] == credited.get("series", "")
        assert row["reason"] == one.get("reason", "")
    told = [
        {"number": str(one["number"]), "kind": one["kind"], "position": str(place), "line": line["kind"],
         "name": line["name"], "from": line["fromDay"], "amount (minor units)": str(line["amountMinorUnits"])}
        for one in documents
        for place, line in enumerate(desk.call("GetInvoice", invoiceId=one["id"])["lines"], 1)]
    assert told == [{key: row[key] for key in told[0]} for row in exported(desk, byLine=True)]


def test_a_month_is_invoiced_by_what_was_held_and_an_add_on_ends_with_it(mall):
    desk, cafe = Desk(mall.place), Cafe(mall)
    large = package(desk, "Large", 6200)
    more = add_on(desk, "Two coupons more", 310, "month", raises={"activeCoupons": 2})
    shown = add_on(desk, "1000 impressions", 500, "once", impressions=1000)
    cafe.gets("RequestPackage", packageId=package(desk, "Small", 3100))
    desk.call("SetInvoiceID", partnerId=cafe.shop.id, invoiceId="B-7",
              version=desk.partner(cafe.shop.id)["version"])
    # It holds for months that begin later.
    desk.call("SetOperatorPrice", minorUnits=700)

    mall.move(utc(2031, 3, 15, 10))
    cafe.gets("RequestPackage", packageId=large)
    cafe.gets("RequestAddOns", addOnIds=[more, shown, shown])
    users = cafe.operators(2)
    account = cafe.account
    assert account.call("GetMyAccount")["limits"] == {"activeCoupons": 5}
    ending = account.call("EndAddOn", addOnId=more)
    # April begins in Zagreb, where the clocks have changed.
    assert ending["endsAt"] == int(utc(2031, 3, 31, 22).timestamp() * 1000)
    assert account.call("GetMyAccount")["limits"] == {"activeCoupons": 5}

    mall.move(utc(2031, 3, 31, 22, 30))
    desk, account = Desk(mall.place), cafe.account
    eventually(lambda: account.call("GetMyAccount")["limits"] == {"activeCoupons": 3})
    assert [one["addOnId"] for one in account.call("GetMyAccount")["addOns"]] == [shown]
    assert account.call("ListActivity")["items"][0]["kind"] == "addOnEnded"
    assert desk.call("ListInvoices")["items"] == []

    mall.move(utc(2031, 3, 31, 23, 1))
    desk, account = Desk(mall.place), cafe.account
    (march,) = issued(desk, 1)
    assert (march["number"], march["month"], march["billingId"]) == (1, "2031-03", "B-7")
    assert "series" not in march and march["totalMinorUnits"] == 5570
    assert lines(desk, march) == [
        ("package", "Small", 1, "03-05", "03-14", 10, 31, 1000),
        ("package", "Large", 1, "03-15", "03-31", 17, 31, 3400),
        ("addOn", "Two coupons more", 1, "03-15", "03-31", 17, 31, 170),
        ("impressions", "1000 impressions", 2, "03-15", "03-15", 1, 31, 1000)]
    assert account.call("ListOwnInvoices")["items"] == [march]
    # Nothing that is changed now changes it.
    whole = account.call("GetOwnInvoice", invoiceId=march["id"])
    desk.call("SetInvoiceID", partnerId=cafe.shop.id, invoiceId="B-8",
              version=desk.partner(cafe.shop.id)["version"])
    desk.call("CreditInvoice", invoiceId=march["id"], minorUnits=70, reason="A day without; \"sorry\".")
    assert account.call("GetOwnInvoice", invoiceId=march["id"]) == whole
    check_file(desk, issued(desk, 2))
    # April has begun with two of them.
    cafe.operates(users[0])
    eventually(lambda: cafe.account.call("GetMyAccount")["use"]["chatOperators"] == 1)

    mall.move(utc(2031, 5, 1, 12))
    desk = Desk(mall.place)
    _, credit, april = issued(desk, 3)
    assert (credit["number"], credit["totalMinorUnits"], credit["creditsId"]) == (2, -70, march["id"])
    assert (april["number"], april["billingId"], april["totalMinorUnits"]) == (3, "B-8", 7600)
    assert lines(desk, april) == [
        ("package", "Large", 1, "04-01", "04-30", 30, 30, 6200),
        ("operators", "Chat operators", 2, "04-01", "04-30", 30, 30, 1400)]
    assert desk.call("GetInvoice", invoiceId=march["id"]) == whole
    check_file(desk, issued(desk, 3))


def test_partners_that_dies_at_every_place_issues_each_invoice_once(mall):
    desk = Desk(mall.place)
    cafes = [Cafe(mall) for _ in range(2)]
    small = package(desk, "Small", 3100)
    for cafe in cafes:
        cafe.gets("RequestPackage", packageId=small)
    mall.pause_until(utc(2031, 4, 2, 12))
    # Nothing is issued before identity's log was read to the month's end.
    mall.place.run("identity")
    mall.place.wait_ready("identity")
    deaths = 0
    for fault in FAULTS:
        process = mall.place.run("partners", OCTOPUS_FAULT=fault)
        end = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < end:
            if len(mall.rows("SELECT 1 FROM invoices")) == len(cafes):
                break
            time.sleep(0.02)
        deaths += process.poll() is not None
        mall.place.kill("partners")
    assert deaths >= 3
    mall.place.stop()
    mall.place.start()
    desk = Desk(mall.place)
    documents = issued(desk, len(cafes))
    assert [one["number"] for one in documents] == [1, 2]
    assert {one["partnerId"] for one in documents} == {cafe.shop.id for cafe in cafes}
    assert [one["month"] for one in documents] == ["2031-03"] * 2
    told = mall.place.session("partners").call(
        "mesh.v1/ReadEvents",
        {"kinds": ["partners.v1/InvoiceIssued"], "limit": 100, "waitMs": 0})["events"]
    assert len(told) == len(cafes)


def test_a_restore_gives_no_number_twice(mall):
    cafe = Cafe(mall)
    cafe.gets("RequestPackage", packageId=package(Desk(mall.place), "Small", 3100))
    mall.move(utc(2031, 4, 2, 12))
    (march,) = issued(Desk(mall.place), 1)
    mall.place.stop()
    copy(mall.place, ["partners"])
    mall.move(utc(2031, 5, 2, 12))
    lost = issued(Desk(mall.place), 2)[1]
    assert (lost["number"], lost["month"]) == (2, "2031-04")

    mall.place.stop()
    put_back(mall.place, ["partners"])
    # It is looked at before it is confirmed.
    mall.place.start()
    mall.place.stop()
    confirm(mall.place, "partners")
    # A copy of April has a clock of April.
    mall.move(utc(2031, 5, 3, 12))
    desk = Desk(mall.place)
    first, again = issued(desk, 2)
    assert first == march
    assert (again["number"], again["month"], again["totalMinorUnits"]) == (1, "2031-04", 3100)
    assert again["series"].startswith("2031050") and again["id"] != lost["id"]
    check_file(desk, [first, again])
    # Another month, and a restore that loses nothing: the series goes on.
    mall.pause_until(utc(2031, 6, 2, 12))
    mall.place.start()
    assert [one["number"] for one in issued(Desk(mall.place), 3)] == [1, 1, 2]
