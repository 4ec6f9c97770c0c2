"""`octopus packages`, `add-ons`, `requests`, `account` and `invoices`: a desk and an account."""

import csv
import uuid

import pytest

from conftest import Shop
from persons import DENIED, REFUSED, USAGE, Owner, columns
from place import eventually


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def shop(system, tmp_path):
    """A partner's owner at the command line."""
    return Owner(system, tmp_path, Shop(system))


def name(what):
    return f"{what} {uuid.uuid4().hex[:6]}"


def package(owner, title, *options):
    return owner.json("packages", "add", title, "--price", "1250", "--currency", "EUR",
                      "--product", "coupons", "--product", "points", *options)


def test_packages_are_made_listed_retired_and_offered(owner):
    title = name("Small")
    made = package(owner, title, "--limit", "activeCoupons=3", "--period", "month")
    assert made["terms"]["limits"] == {"activeCoupons": 3} and made["status"] == "available"
    (row,) = [row for row in columns(owner("packages").stdout) if row[0] == made["id"]]
    assert row[1:4] == [title, "12.50 EUR a month", "available"]
    assert owner.json("packages", "retire", title)["status"] == "retired"
    assert owner.json("packages", "offer", made["id"])["status"] == "available"
    assert not made["isDefault"]  # a default one would be that of every partner that other tests make
    said = owner("packages", "retire", title + "x", code=REFUSED).stderr
    assert "no package is called" in said and "octopus packages" in said
    owner("packages", "add", title, "--price", "1", "--currency", "EUR", "--limit", "shoes=3", code=USAGE)


def test_a_partner_asks_and_the_tenant_decides(owner, shop, tmp_path):
    title, addition = name("Large"), name("Impressions")
    package(owner, title)
    owner.json("add-ons", "add", addition, "--price", "500", "--currency", "EUR", "--impressions", "1000")
    assert title in shop("packages").stdout and addition in shop("add-ons").stdout
    asked = shop.json("account", "request-package", title, "--description", "We grow.")
    (row,) = [row for row in columns(owner("requests", "--desk", "partnership").stdout)
              if row[0] == asked["id"]]
    assert row[1] == "packageChange" and title in row
    assert "is approved" in owner("requests", "approve", asked["id"]).stderr
    said = owner("requests", "reject", asked["id"], "--reason", "Late.", code=REFUSED).stderr
    assert "alreadyDecided" in said
    mine = shop.json("account")
    assert mine["package"]["name"] == title and mine["products"] == ["coupons", "points"]

    twice = shop.json("account", "request-add-ons", addition, addition)
    assert len(twice["items"]) == 2
    owner("requests", "reject", twice["id"], "--reason", "We have no room.")
    dropped = shop.json("account", "request-add-ons", addition)
    assert shop.json("account", "cancel", dropped["id"])["status"] == "cancelled"
    own = {one["id"]: one["status"] for one in shop.json("account", "requests")}
    assert [own[one["id"]] for one in (asked, twice, dropped)] == ["approved", "rejected", "cancelled"]
    assert "We have no room." in shop("account", "requests").stdout

    history = owner.json("requests", "history", "--desk", "addOns")
    assert twice["id"] in {one["requestId"] for one in history}
    file = tmp_path / "history.csv"
    assert "decisions in" in owner("requests", "history", "--desk", "addOns", "--csv", file).stderr
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert len(rows) == len(history) and rows[-1]["reason"] == "We have no room."


def test_an_add_on_by_the_month_is_ended_and_kept(owner, shop):
    addition = name("More coupons")
    owner.json("add-ons", "add", addition, "--price", "310", "--currency", "EUR", "--period", "month")
    owner("requests", "approve", shop.json("account", "request-add-ons", addition)["id"])
    ending = shop.json("account", "end-add-on", addition)
    assert (ending["balance"]["renewing"], ending["balance"]["ending"]) == (0, 1)
    assert f"1, 1 until {ending['endsAt'][:10]}" in shop("account").stdout
    assert "wrongState" in shop("account", "end-add-on", addition, code=REFUSED).stderr
    assert "1 go on, 0 end" in shop("account", "keep-add-on", addition).stderr
    said = shop("account", "end-add-on", addition + "x", code=REFUSED).stderr
    assert "no add-on is called" in said


def test_nothing_is_abandoned_that_is_not_stuck(owner, shop):
    somebody = str(uuid.uuid4())
    said = owner("requests", "abandon", somebody, "--yes", code=REFUSED).stderr
    assert "notFound" in said
    owner("requests", "abandon", somebody, code=USAGE, input="")
    shop("requests", "abandon", somebody, "--yes", code=DENIED)


def test_who_may_not_is_told_so(owner, shop):
    assert "works for no partner" in owner("account", code=DENIED).stderr
    shop("requests", code=DENIED)
    assert "denied" in shop("packages", "add", "Mine", "--price", "1", "--currency", "EUR",
                            code=DENIED).stderr


def test_invoices_are_listed_and_a_price_is_set(owner, shop, tmp_path):
    assert "7.00 EUR a month" in owner("invoices", "operator-price", "700").stderr
    assert owner.json("invoices") == [] and shop.json("invoices") == []
    assert owner.json("invoices", "--month", "2026-11") == []
    owner("invoices", "show", str(uuid.uuid4()), code=REFUSED)
    owner("invoices", "credit", str(uuid.uuid4()), "--reason", "None.", code=REFUSED)
    file = tmp_path / "invoices.csv"
    eventually(lambda: owner("invoices", "export", file).stderr.startswith("octopus: 0 invoices"))
    assert file.read_text(encoding="utf-8-sig").startswith('"series","number",')
