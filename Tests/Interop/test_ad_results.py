"""What ads came to, as a partner and its tenant read it: what the ledger counted, whenever advertising dies."""

import datetime

import pytest

from place import Place, eventually
from test_becoming import dying
from test_campaigns import moved, seen
from test_partners import refused
from test_serving import Watcher, running, shown
from test_step_deaths import DEATHS, PATIENCE

pytestmark = pytest.mark.limit(300, setup=120)
MEASURES = ["shown", "viewable", "clicks", "reached"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("results"))
    place.start()
    yield place
    place.stop()


def days():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return {"from": str(today - datetime.timedelta(2)), "until": str(today + datetime.timedelta(3))}


def results(advertiser, measures, **more):
    told = advertiser.ask("ReadAdvertisingReport", measures=measures, byThing=True, **days(), **more)
    return [total["value"] for total in told["totals"]]


@pytest.mark.parametrize("fault", DEATHS)
def test_results_are_what_the_ledger_counted_whichever_commit_advertising_dies_at(place, fault):
    _, advertiser, top, campaign = running(place, 600, 600)
    watchers = [Watcher(place) for _ in range(2)]
    ads = [(watcher, shown(watcher, top)) for watcher in [*watchers, watchers[0]]]
    with dying(place, "advertising", fault) as process:
        for watcher, ad in ads:
            for event in "shown", "viewable", "shown", "viewable":
                assert watcher.tell(event, ad)["isCounted"]
        assert process.poll() is not None, "it has not died"
    assert watchers[0].tell("clicked", ads[0][1])["isCounted"]
    assert results(advertiser, MEASURES) == [3, 3, 1, 2]
    eventually(lambda: advertiser.balance()["counted"] == 3, PATIENCE)
    assert sum(amount for kind, amount in moved(place, campaign) if kind == "count") == 3


def test_results_are_what_was_counted_through_kills(place):
    desk, advertiser, top, campaign = running(place, 600, 600)
    watchers = [Watcher(place) for _ in range(3)]
    for number in range(12):
        watcher = watchers[number % 3]
        ad = shown(watcher, top)
        assert watcher.tell("viewable", ad)["isCounted"]
        if number % 4 == 1:
            place.kill("advertising")
            place.run("advertising")
            place.wait_ready("advertising")
        assert watcher.tell("clicked", ad)["isCounted"]
    assert seen(advertiser, campaign)["counted"] == 12
    assert results(advertiser, MEASURES) == [12, 12, 12, 3]
    for family in "ad", "placement":
        assert results(advertiser, [f"{family}{what}" for what in ("Shown", "Viewable", "Clicks")]) == [12] * 3
    # What was served is noted each ten seconds; the kills lost some of it.
    eventually(lambda: results(advertiser, ["placementServed"], things=[top["id"]])[0] > 0, PATIENCE)
    # The tenant reads the same by the partner's routing key, another partner nothing of it.
    session = place.session("advertising")
    session.seen |= desk.identity.seen
    query = {"measures": ["shown"], "byThing": True, **days()}
    told = session.call(
        "advertising.v1/ReadAdvertisingReport", query, route=advertiser.id, token=desk.token, timeout=30)
    assert [total["value"] for total in told["totals"]] == [12]
    _, other, _, _ = running(place, 100, 60)
    assert refused(place, results, other, ["shown"], things=[campaign["id"]]) == "notFound"
