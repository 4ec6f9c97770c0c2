"""Visitors of a website, from the contract alone: who they are is found out later, and once."""

import itertools
import threading
import time
import uuid

import pytest

from conftest import EndUser
from place import Place
from programs import ROOT

CONTRACT = ROOT / "Shared" / "Contract" / "octopus.cddl"


class Website:
    """A tenant's program that serves people who have not logged in."""

    numbers = itertools.count(1)

    def __init__(self, place):
        self.place, self.name = place, f"web-{next(self.numbers)}-{uuid.uuid4().hex[:6]}"
        place.octopus("keys", "new", str(place.key_file(self.name)))
        place.session("identity").call("identity.v1/GrantPrincipal", {
            "name": self.name, "publicKey": place.public(self.name), "tenantId": place.tenant,
            "grants": ["identity.v1/*", "mesh.v1/ReadEvents:identity.v1/VisitorJoined"]}, timeout=30)
        self.identity = place.session("identity", self.name)

    def call(self, method, token=None, session=None, **body):
        return (session or self.identity).call(
            f"identity.v1/{method}", body, route=self.place.tenant, token=token, timeout=20)

    def refused(self, method, token=None, **body):
        with pytest.raises(self.place.client.Refused) as refused:
            self.call(method, token, **body)
        return refused.value.reason

    def end_user(self):
        """An end user who is logged in through this program."""
        return Customer(self)


class Customer(EndUser):
    def __init__(self, website):
        self.website = website
        super().__init__(website.place)

    def log_in(self):
        self.identity = self.website.identity
        super().log_in()
        self.token = self.tokens["accessToken"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("visitors"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def website(place):
    return Website(place)


def joined(website):
    events = website.identity.call("mesh.v1/ReadEvents", {
        "kinds": ["identity.v1/VisitorJoined"], "limit": 200, "waitMs": 0})["events"]
    return {event["subject"] for event in events}


def test_a_visitor_becomes_an_end_user(website):
    visit = website.call("BeginVisit")
    again = website.call("RefreshToken", refreshToken=visit["refreshToken"])
    assert again["visitorId"] == visit["visitorId"]
    assert website.refused("GetMe", again["accessToken"]) == "denied"
    customer = website.end_user()
    done = website.call("JoinVisitor", customer.token, refreshToken=again["refreshToken"])
    assert done["visitorId"] == visit["visitorId"]
    # The visit is over, the visitor joined once and for all.
    assert website.refused("EndVisit", again["accessToken"]) == "tokenRevoked"
    assert website.call("JoinVisitor", customer.token, refreshToken=again["refreshToken"]) == done
    other = website.end_user()
    assert website.refused("JoinVisitor", other.token, refreshToken=again["refreshToken"]) == "notFound"
    assert visit["visitorId"] in joined(website)


def test_a_visit_ends(website):
    visit = website.call("BeginVisit")
    website.call("EndVisit", visit["accessToken"])
    assert website.refused("EndVisit", visit["accessToken"]) == "tokenRevoked"
    customer = website.end_user()
    assert website.refused(
        "JoinVisitor", customer.token, refreshToken=visit["refreshToken"]) == "notFound"


def test_nothing_else_is_open_to_visitors(website):
    """Every method that wants a person refuses a visitor, by the contract's own words."""
    visit = website.call("BeginVisit")
    lines = [line for line in CONTRACT.read_text().splitlines()
             if line.startswith(";@ method identity.v1/") and "access=" in line]
    names = {line.split()[2].split("/")[1]: line.split("access=")[1] for line in lines}
    assert [name for name, access in names.items() if "visitor" in access] == ["EndVisit"]
    persons = [name for name, access in names.items()
               if "program" not in access and "visitor" not in access]
    assert len(persons) > 40
    for name in persons:
        assert website.refused(name, visit["accessToken"]) == "denied", name


def test_another_programs_visit_and_a_made_up_one_are_alike(place, website):
    other = Website(place)
    customer = website.end_user()
    theirs = other.call("BeginVisit")
    for secret in (theirs["refreshToken"], "A" * 43, customer.tokens["refreshToken"]):
        assert website.refused("JoinVisitor", customer.token, refreshToken=secret) == "notFound"
    other.call("EndVisit", theirs["accessToken"])


def test_two_at_once_and_a_kill_in_between(place, website):
    """However identity dies, a visitor is joined to one end user, and never again to another."""
    customers = [website.end_user(), website.end_user()]
    visit = website.call("BeginVisit")
    won = []

    def join(customer):
        session = place.session("identity", website.name)
        for _ in range(40):
            try:
                website.call("JoinVisitor", customer.token, session=session,
                             refreshToken=visit["refreshToken"])
                won.append(customer.id)
                return
            except place.client.Refused as refused:
                if refused.reason == "notFound":
                    return
            except Exception:  # The service is away.
                session = place.session("identity", website.name)
            time.sleep(0.25)

    threads = [threading.Thread(target=join, args=(one,)) for one in customers]
    for thread in threads:
        thread.start()
    place.kill("identity")
    place.run("identity")
    place.wait_ready("identity")
    for thread in threads:
        thread.join()
    assert len(won) == 1
    website.identity = place.session("identity", website.name)
    loser = next(one for one in customers if one.id != won[0])
    assert website.refused("JoinVisitor", loser.token, refreshToken=visit["refreshToken"]) == "notFound"
    assert visit["visitorId"] in joined(website)
