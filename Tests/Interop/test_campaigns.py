"""A campaign from its draft to its end: booked, decided at the tenant's desk, begun and ended by time, whenever
advertising dies."""

import time
import uuid

import pytest

from conftest import Shop
from elsewhere import another_tenant
from place import Place, eventually
from test_ad_packages import Advertiser
from test_ads import DEATHS, Reviewer, words
from test_ads import becomes as ad_becomes
from test_ads import step as ad_step
from test_becoming import dying, rows
from test_partners import refused
from test_step_deaths import PATIENCE, dies, told

pytestmark = pytest.mark.limit(400, setup=120)
HOUR = 3_600_000
STEPS = "SubmitCampaign", "WithdrawCampaign", "PauseCampaign", "ResumeCampaign", "FinishCampaign"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("campaigns"))
    place.start()
    yield place
    place.stop()


class Planner(Reviewer):
    """The tenant's owner, who also decides of campaigns and corrects balances."""

    def campaigns(self):
        """The campaigns on the desk, by their requests."""
        return {one["id"]: one for one in self.call("ListPendingRequests", desk="others", kind="adCampaign")["items"]}

    def give(self, partner, amount):
        advertising = self.place.session("advertising")
        advertising.seen |= self.identity.seen
        return advertising.call("advertising.v1/AdjustImpressions", {
            "partnerId": partner, "amount": amount, "reason": "A test."}, route=self.place.tenant,
            token=self.token, timeout=self.patience)


def now():
    return time.time_ns() // 1_000_000


def approved_ad(desk, advertiser):
    ad = ad_step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=words("Coffee.")))
    eventually(lambda: ad["requestId"] in desk.waiting(), PATIENCE)
    desk.approve(ad["requestId"])
    return ad_becomes(advertiser, ad, "approved")


def advertising(place, impressions=1000):
    """A tenant's desk, and a partner of it with an approved ad and impressions."""
    desk, shop = Planner(place, PATIENCE), Shop(place)
    advertiser = Advertiser(place, shop)
    ad = approved_ad(desk, advertiser)
    desk.give(shop.id, impressions)
    return desk, shop, advertiser, ad


def terms(ad, impressions=600, starts=0, ends=HOUR):
    """Times are milliseconds from now."""
    return {"name": "May", "adIds": [ad["id"]], "impressions": impressions, "startsAt": now() + starts,
            "endsAt": now() + ends, "cap": {"most": 3, "period": "day"}}


def step(advertiser, method, campaign):
    return advertiser.ask(method, campaignId=campaign["id"], version=campaign["version"])


def seen(advertiser, campaign):
    return advertiser.ask("GetCampaign", campaignId=campaign["id"])


def becomes(advertiser, campaign, status):
    def found():
        found = seen(advertiser, campaign)
        return found if found["status"] == status else None

    return eventually(found, PATIENCE)


def requested(desk, advertiser, terms):
    campaign = step(advertiser, "SubmitCampaign", advertiser.ask("CreateCampaign", terms=terms))
    eventually(lambda: campaign["requestId"] in desk.campaigns(), PATIENCE)
    return campaign


def moved(place, campaign):
    """What the ledger has of a campaign, oldest first."""
    return rows(place, "advertising", "SELECT kind, amount FROM impression_ledger WHERE campaign = ? ORDER BY seq",
                campaign["id"].bytes)


def unparked(place):
    return all(rows(place, service, "SELECT name, subject FROM parked") == []
               for service in ("advertising", "partners"))


def test_a_campaign_is_booked_approved_begun_and_ended(place):
    desk, _, advertiser, ad = advertising(place)
    campaign = requested(desk, advertiser, terms(ad, ends=15_000))
    assert advertiser.balance() == {
        "bought": 0, "adjusted": 1000, "reserved": 600, "counted": 0, "available": 400}
    preview = desk.campaigns()[campaign["requestId"]]["preview"]
    assert preview["impressions"] == 600 and preview["content"].startswith("Coffee.")
    # It asks for nothing that is not free.
    other = advertiser.ask("CreateCampaign", terms=terms(ad, impressions=401))
    assert refused(place, step, advertiser, "SubmitCampaign", other) == "insufficientImpressions"
    desk.approve(campaign["requestId"])
    running = becomes(advertiser, campaign, "running")
    assert running["shownAdIds"] == [ad["id"]] and running["remaining"] == 600
    ended = becomes(advertiser, campaign, "finished")
    assert ended["endedBy"] == "time" and ended["remaining"] == 0
    assert advertiser.balance()["available"] == 1000
    assert moved(place, campaign) == [("reservation", 600), ("giveBack", 600)]
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"] and unparked(place)


def test_a_campaign_is_rejected_changed_paused_extended_and_finished(place):
    desk, _, advertiser, ad = advertising(place)
    campaign = requested(desk, advertiser, terms(ad))
    desk.call("RejectRequest", requestId=campaign["requestId"], reason="Not in May.")
    rejected = becomes(advertiser, campaign, "rejected")
    assert rejected["reason"] == "Not in May." and rejected["remaining"] == 0
    draft = advertiser.ask("EditCampaign", campaignId=campaign["id"], version=rejected["version"],
                           terms=terms(ad, impressions=300))
    asked = step(advertiser, "SubmitCampaign", draft)
    eventually(lambda: asked["requestId"] in desk.campaigns(), PATIENCE)
    desk.approve(asked["requestId"])
    paused = step(advertiser, "PauseCampaign", becomes(advertiser, campaign, "running"))
    assert paused["pausedFor"] == "asked"
    more = advertiser.ask("ExtendCampaign", campaignId=campaign["id"], version=paused["version"],
                          endsAt=now() + 2 * HOUR, impressions=1000)
    assert more["status"] == "paused" and more["remaining"] == 1000
    assert advertiser.balance()["available"] == 0
    running = step(advertiser, "ResumeCampaign", more)
    assert running["status"] == "running"
    # Its only ad is changed, and so it shows nothing.
    advertiser.ask("EditAd", adId=ad["id"], version=ad["version"], terms=words("Tea."))
    held = seen(advertiser, campaign)
    assert held["pausedFor"] == "ads" and held["shownAdIds"] == []
    ended = step(advertiser, "FinishCampaign", held)
    assert ended["endedBy"] == "asked" and advertiser.balance()["available"] == 1000
    assert [one["id"] for one in advertiser.ask("ListCampaigns", status="finished")["items"]] == [campaign["id"]]
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"] and unparked(place)


def test_another_partners_and_another_tenants_campaigns_are_not_there(place):
    desk, shop, advertiser, ad = advertising(place)
    bank = another_tenant(place)
    campaign = requested(desk, advertiser, terms(ad))
    for somewhere in place, bank:
        stranger = Advertiser(somewhere, Shop(somewhere))
        for id in campaign["id"], uuid.uuid4():
            unknown = {"id": id, "version": campaign["version"]}
            assert refused(place, seen, stranger, unknown) == "notFound"
            for method in STEPS:
                assert refused(place, step, stranger, method, unknown) == "notFound"
            assert refused(place, stranger.ask, "ExtendCampaign", campaignId=id, version=campaign["version"],
                           impressions=900) == "notFound"
        assert stranger.ask("ListCampaigns")["items"] == []
        # Nor are its ads theirs to show.
        assert refused(place, stranger.ask, "CreateCampaign", terms=terms(ad)) == "invalid"
        # Nor by the name of whose it is.
        stranger.id = shop.id
        assert refused(place, seen, stranger, campaign) == "notFound"
    foreign = Planner(bank, PATIENCE)
    assert foreign.campaigns() == {}
    assert refused(place, foreign.approve, campaign["requestId"]) == "notFound"
    assert refused(place, foreign.give, shop.id, 5) == "notFound"
    assert seen(advertiser, campaign) == campaign


def test_a_forecast_says_that_nothing_is_known(place):
    _, _, advertiser, _ = advertising(place)
    asked = {"impressions": 100, "startsAt": now(), "endsAt": now() + 48 * HOUR}
    assert advertiser.ask("ForecastCampaign", **asked) == {"countedDays": 0}
    assert refused(place, advertiser.ask, "ForecastCampaign", **asked | {"endsAt": now()}) == "invalid"


def test_campaigns_of_a_suspended_partner_pause_and_go_on(place):
    desk, shop, advertiser, ad = advertising(place)
    campaign = requested(desk, advertiser, terms(ad))
    desk.approve(campaign["requestId"])
    becomes(advertiser, campaign, "running")

    def stands():
        return rows(place, "advertising", "SELECT status, held_for FROM campaigns WHERE id = ?",
                    campaign["id"].bytes)

    place.kill("advertising")
    desk.suspend(shop.id)
    desk.wait_for(shop.id, "suspended")
    dies(place, "advertising", "commit.before:1", "commit.after:1", "commit.before:2", "commit.after:2",
         "follower.middle")
    eventually(lambda: stands() == [("paused", "suspended")], PATIENCE)
    desk.log_in()
    desk.reactivate(shop.id)
    eventually(lambda: stands() == [("running", None)], PATIENCE)
    assert moved(place, campaign) == [("reservation", 600)] and unparked(place)


def test_a_decision_is_followed_once_whenever_advertising_dies(place):
    desk, shop, advertiser, ad = advertising(place)
    first = requested(desk, advertiser, terms(ad, impressions=600))
    second = requested(desk, advertiser, terms(ad, impressions=400))
    place.kill("advertising")
    desk.approve(first["requestId"])
    desk.call("RejectRequest", requestId=second["requestId"], reason="One is enough.")
    dies(place, "advertising", *(f"commit.{side}:{number}" for number in (1, 2, 3) for side in ("before", "after")))
    advertiser = Advertiser(place, shop)
    assert becomes(advertiser, first, "running")["version"] == 4
    assert becomes(advertiser, second, "rejected")["version"] == 3
    assert moved(place, first) == [("reservation", 600)]
    assert moved(place, second) == [("reservation", 400), ("giveBack", 400)]
    assert told(place, "advertising", "CampaignChanged", first["id"]) == 4
    assert advertiser.ask("CheckImpressionLedger")["isBalanced"] and unparked(place)


@pytest.mark.parametrize("fault", DEATHS)
def test_steps_end_the_same_whichever_commit_advertising_dies_at(place, fault):
    _, _, advertiser, ad = advertising(place)
    requests = []
    with dying(place, "advertising", fault) as process:
        campaign = advertiser.ask("CreateCampaign", terms=terms(ad))
        campaign = advertiser.ask("EditCampaign", campaignId=campaign["id"], version=campaign["version"],
                                  terms=terms(ad, impressions=700))
        for end in "WithdrawCampaign", "WithdrawCampaign", "FinishCampaign":
            campaign = step(advertiser, "SubmitCampaign", campaign)
            requests.append(campaign["requestId"])
            campaign = step(advertiser, end, campaign)
        assert process.poll() is not None, "it has not died"
    assert campaign["version"] == 8 and campaign["status"] == "finished"
    assert seen(advertiser, campaign) == campaign
    assert [one["id"] for one in advertiser.ask("ListCampaigns")["items"]] == [campaign["id"]]
    assert told(place, "advertising", "CampaignChanged", campaign["id"]) == 8
    for request in requests:
        assert told(place, "advertising", "ApprovalWanted", request) == 1
        assert told(place, "advertising", "ApprovalWithdrawn", request) == 1
    assert moved(place, campaign) == [("reservation", 700), ("giveBack", 700)] * 3
    assert rows(place, "advertising", "SELECT * FROM campaign_ads WHERE campaign = ?", campaign["id"].bytes) == []
    assert advertiser.balance()["available"] == 1000 and advertiser.ask("CheckImpressionLedger")["isBalanced"]
    eventually(lambda: [(one["id"], one["status"]) for one in advertiser.call("ListOwnRequests")["items"]
                        if one["kind"] == "adCampaign"]
               == [(request, "cancelled") for request in reversed(requests)], PATIENCE)
    assert unparked(place)
