"""What was bought is what is counted: thousands of choices at once while advertising dies, a new release that takes
over, and a database that is put back in the middle of a campaign."""

import time

import cbor2
import pytest
import zmq

from lines import Line, uuid7
from place import Place, eventually
from test_becoming import rows
from test_campaigns import advertising, becomes, moved, now, requested, seen
from test_restore import command, confirm, copy, health, put_back
from test_serving import SECOND, Watcher, counts, placement, running, shown
from test_step_deaths import PATIENCE

pytestmark = pytest.mark.limit(400, setup=120)
BOUGHT, DECISIONS, IN_FLIGHT = 1000, 5000, 40


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


class Crowd:
    """End users who ask for ads at once, and tell of each that it was shown until that is acknowledged."""

    def __init__(self, place, top, people):
        self.place, self.top, self.people = place, top, people
        self.asked, self.untold, self.counted, self.uncounted = 0, [], set(), set()
        # Those under way: who asked, and the ad that they tell of.
        self.waiting = {}
        self.line = Line(zmq.Context.instance(), place.data / "mesh.json", "advertising",
                         place.key_file("operator"))
        self._greet()

    def _greet(self):
        end = time.monotonic() + PATIENCE
        while self.line.session is None:
            assert time.monotonic() < end, "advertising does not greet"
            self.line.greet()
            self.line.socket.poll(50)
            list(self.line.received())
        self.templates = {
            method: [self.line.template(f"advertising.v1/{method}", {
                5: self.place.tenant, 8: one.tokens["accessToken"], 9: 1}) for one in self.people]
            for method in ("PickAd", "CountAd")}

    def connect(self):
        """Once another process has taken over; what was told and not acknowledged is told again."""
        self.untold += [one for one in self.waiting.values() if one[1] is not None]
        self.waiting = {}
        self.line.connect()
        self._greet()

    def go_on(self):
        """Keeps so many calls under way, and takes what was answered."""
        while len(self.waiting) < IN_FLIGHT:
            if self.untold:
                person, ad = self.untold.pop()
                method, body, key = "CountAd", {"token": ad, "event": "shown"}, uuid7()
            else:
                person, ad = self.asked % len(self.people), None
                method, body, key = "PickAd", {"placementId": self.top["id"]}, None
                self.asked += 1
            number = self.line.ask(self.templates[method][person], cbor2.dumps(body), key)
            self.waiting[number] = person, ad
        self.line.socket.poll(1000)
        for number, header, body in self.line.received():
            assert number is not None, f"the session ended: {header}"
            person, told = self.waiting.pop(number)
            reply = cbor2.loads(body)
            assert header[12] == 0, reply
            if told is not None:
                (self.counted if reply["isCounted"] else self.uncounted).add(told)
            elif "ad" in reply:
                self.untold.append((person, reply["ad"]["token"]))


def taken(place, advertiser):
    """What the database has counted of a partner's impressions, in rows and beside its reservations."""
    ((impressions,),) = rows(
        place, "advertising", "SELECT count(*) FROM impressions JOIN campaigns ON campaigns.id = campaign"
        " WHERE partner = ?", advertiser.id.bytes)
    ((counted,),) = rows(
        place, "advertising", "SELECT sum(counted + unsettled) FROM impression_reservations WHERE partner = ?",
        advertiser.id.bytes)
    return impressions, counted


def test_a_thousand_bought_are_a_thousand_counted_whatever_advertising_dies_of(place):
    desk, _, advertiser, ad = advertising(place, BOUGHT)
    top, people = placement(desk), [Watcher(place) for _ in range(4)]
    for one in people:
        assert one.pick(top) is None
    ends = now() + 75 * SECOND
    campaigns = [requested(desk, advertiser, {
        "name": f"Half {number}", "adIds": [ad["id"]], "impressions": BOUGHT // 2, "startsAt": now(),
        "endsAt": ends, "placementIds": [top["id"]]}) for number in range(2)]
    assert advertiser.balance()["available"] == 0
    for one in campaigns:
        desk.approve(one["requestId"])
    for one in campaigns:
        becomes(advertiser, one, "running")
    # The second end is a new release's: it is told to end and answers what it has begun.
    deaths = [(100, place.kill), (300, place.stop), (600, place.kill)]
    crowd, looked_at = Crowd(place, top, people), 0
    while len(crowd.counted) < BOUGHT or crowd.asked < DECISIONS:
        assert now() < ends + 10 * SECOND, f"{len(crowd.counted)} of {crowd.asked} were counted"
        crowd.go_on()
        if deaths and len(crowd.counted) >= deaths[0][0]:
            deaths.pop(0)[1]("advertising")
            place.run("advertising")
            place.wait_ready("advertising")
            crowd.connect()
        if time.monotonic() > looked_at + 0.1:
            looked_at = time.monotonic()
            assert max(taken(place, advertiser)) <= BOUGHT
    assert not deaths and len(crowd.counted) == BOUGHT and not crowd.uncounted - crowd.counted
    assert taken(place, advertiser) == (BOUGHT, BOUGHT)
    for one in campaigns:
        assert becomes(advertiser, one, "finished")["endedBy"] == "impressions"
        assert sum(amount for kind, amount in moved(place, one) if kind == "count") == BOUGHT // 2
    assert advertiser.balance() == {
        "bought": 0, "adjusted": BOUGHT, "reserved": 0, "counted": BOUGHT, "available": 0}
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"]


def test_what_a_restore_forgot_counts_once_when_it_is_told_again(place):
    _, advertiser, top, campaign = running(place, 6000, 600)
    watcher = Watcher(place)

    def tell(*ads):
        for one in ads:
            assert watcher.tell("shown", one)["isCounted"]

    known, held = [shown(watcher, top) for _ in range(3)], shown(watcher, top)
    tell(*known)
    place.stop("advertising")
    copy(place, ["advertising"])
    place.run("advertising")
    place.wait_ready("advertising")
    forgotten = [shown(watcher, top) for _ in range(2)]
    tell(*forgotten)
    assert counts(place, campaign) == 5
    place.kill("advertising")
    put_back(place, ["advertising"])
    place.run("advertising")
    assert health(place, "advertising")["state"] == "restored"
    place.stop("advertising")
    confirm(place, "advertising")
    place.run("advertising")
    eventually(lambda: health(place, "advertising")["state"] == "ready", PATIENCE)
    # Nobody has seen anything of the log that is new now.
    for one in watcher, advertiser:
        one.advertising = place.session("advertising")
        one.advertising.seen |= one.identity.seen
    assert counts(place, campaign) == 3
    for _ in range(2):
        tell(*known, *forgotten, held)
    assert counts(place, campaign) == 6 and seen(advertiser, campaign)["counted"] == 6
    tell(shown(watcher, top))
    eventually(lambda: advertiser.balance()["counted"] == 7, PATIENCE)
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"]
    place.stop("advertising")
    checked = command(place, "advertising", "check-ledger")
    assert checked.returncode == 0, checked
