"""Ads as end users see them: chosen, shown, seen and clicked, and counted once whenever advertising dies."""

import pytest

from conftest import EndUser
from elsewhere import another_tenant
from place import Place, eventually
from test_becoming import dying, rows
from test_campaigns import advertising, becomes, moved, now, requested, seen, step, unparked
from test_partners import refused
from test_step_deaths import DEATHS, PATIENCE

pytestmark = pytest.mark.limit(400, setup=120)
SECOND = 1000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("serving"))
    place.start()
    yield place
    place.stop()


class Watcher(EndUser):
    """An end user who is shown ads."""

    def __init__(self, place):
        super().__init__(place)
        self.advertising = place.session("advertising")
        self.advertising.seen |= self.identity.seen

    def ask(self, method, **body):
        return self.advertising.call(
            f"advertising.v1/{method}", body, route=self.system.tenant, token=self.tokens["accessToken"], timeout=30)

    def pick(self, placement):
        return self.ask("PickAd", placementId=placement["id"]).get("ad")

    def tell(self, event, ad, **more):
        return self.ask("CountAd", token=ad["token"], event=event, **more)


def owner(desk, method, **body):
    """What the tenant's owner asks of advertising."""
    session = desk.place.session("advertising")
    session.seen |= desk.identity.seen
    return session.call(f"advertising.v1/{method}", body, route=desk.place.tenant, token=desk.token, timeout=30)


def placement(desk, name="Top"):
    app = owner(desk, "RegisterApplication", terms={
        "name": f"{name} {now()}", "kind": "app", "showsAds": True})
    return owner(desk, "RegisterPlacement", applicationId=app["id"], terms={
        "name": name, "sort": "banner", "formats": ["text"], "showsAds": True})


def running(place, impressions, seconds=60, **more):
    """A placement, and a campaign that is shown there alone and lasts so long."""
    desk, _, advertiser, ad = advertising(place, impressions)
    top = placement(desk)
    campaign = requested(desk, advertiser, {
        "name": "Now", "adIds": [ad["id"]], "impressions": impressions, "startsAt": now(),
        "endsAt": now() + seconds * SECOND, "placementIds": [top["id"]], **more})
    desk.approve(campaign["requestId"])
    return desk, advertiser, top, becomes(advertiser, campaign, "running")


def shown(watcher, top):
    """An ad, once the campaign's pace lets one go."""
    return eventually(lambda: watcher.pick(top), PATIENCE)


def counts(place, campaign):
    return rows(place, "advertising", "SELECT count(*) FROM impressions WHERE campaign = ?", campaign["id"].bytes)[0][0]


def test_an_ad_is_shown_and_a_click_leads_on(place):
    desk, advertiser, top, campaign = running(place, 200, 600)
    watcher = Watcher(place)
    ad = shown(watcher, top)
    assert ad["text"] == "Coffee." and ad["canClick"] and "target" not in ad
    assert watcher.tell("shown", ad) == {"isCounted": True}
    assert watcher.tell("viewable", ad) == {"isCounted": True}
    for _ in range(2):
        assert watcher.tell("clicked", ad) == {"isCounted": True, "target": "https://cafe.example/book"}
    assert seen(advertiser, campaign)["counted"] == 1 and counts(place, campaign) == 1
    # The ledger hears of it.
    eventually(lambda: advertiser.balance()["counted"] == 1, PATIENCE)
    assert moved(place, campaign) == [("reservation", 200), ("count", 1)]
    # Nobody else's: another end user, another tenant, nobody's token.
    for other in Watcher(place), Watcher(another_tenant(place)):
        assert refused(place, other.tell, "shown", ad) == "impressionTokenRefused"
    forged = ad | {"token": bytes([ad["token"][0]]) + bytes(120)}
    assert refused(place, watcher.tell, "shown", forged) == "impressionTokenRefused"
    # The tenant ends it.
    off = owner(desk, "ListPlacements", applicationId=top["applicationId"])["items"][0]
    owner(desk, "EditPlacement", placementId=off["id"], version=off["version"],
          terms=off["terms"] | {"showsAds": False})
    assert watcher.pick(top) is None
    assert refused(place, Watcher(another_tenant(place)).pick, top) == "notFound"
    step(advertiser, "FinishCampaign", seen(advertiser, campaign))
    assert advertiser.balance() == {
        "bought": 0, "adjusted": 200, "reserved": 0, "counted": 1, "available": 199}
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"] and unparked(place)


@pytest.mark.parametrize("fault", DEATHS)
def test_each_counts_once_whichever_commit_advertising_dies_at(place, fault):
    _, advertiser, top, campaign = running(place, 600, 600)
    watcher = Watcher(place)
    ads = [shown(watcher, top) for _ in range(3)]
    with dying(place, "advertising", fault) as process:
        for ad in ads:
            for event in "shown", "clicked", "shown":
                assert watcher.tell(event, ad)["isCounted"]
        assert process.poll() is not None, "it has not died"
    # What was set aside and not shown is forgotten; its token counts as a late one does.
    assert watcher.tell("shown", ads[0])["isCounted"]
    assert seen(advertiser, campaign)["counted"] == 3 and counts(place, campaign) == 3
    eventually(lambda: advertiser.balance()["counted"] == 3, PATIENCE)
    assert sum(amount for kind, amount in moved(place, campaign) if kind == "count") == 3
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"] and unparked(place)


def test_none_is_lost_or_counted_twice_by_kills(place):
    _, advertiser, top, campaign = running(place, 60, 30)
    watchers, counted = [Watcher(place) for _ in range(3)], 0
    for number in range(400):
        if number in (5, 15, 40):
            place.kill("advertising")
            place.run("advertising")
            place.wait_ready("advertising")
        ad = watchers[number % 3].pick(top)
        if ad is None:
            if seen(advertiser, campaign)["status"] == "finished":
                break
            continue
        counted += watchers[number % 3].tell("shown", ad)["isCounted"]
    assert 0 < counted <= 60 and counts(place, campaign) == counted
    becomes(advertiser, campaign, "finished")
    assert sum(amount for kind, amount in moved(place, campaign) if kind == "count") == counted
    assert advertiser.balance()["available"] == 60 - counted
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"]


def test_a_cap_holds_over_a_kill(place):
    _, _, top, _ = running(place, 600, 600, cap={"most": 2, "period": "lifetime"})
    watcher, other = Watcher(place), Watcher(place)
    for _ in range(2):
        assert watcher.tell("shown", shown(watcher, top))["isCounted"]
    assert watcher.pick(top) is None
    place.kill("advertising")
    place.run("advertising")
    place.wait_ready("advertising")
    assert shown(other, top)
    assert watcher.pick(top) is None
