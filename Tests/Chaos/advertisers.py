"""What partners buy and show: impressions, ads and campaigns of a shop's owner, and the tenant's decisions."""

import time
import uuid

from house import PATIENCE  # knows where the modules of Interop are
from recording import README

from place import eventually

HOUR = 3_600_000
# What is done with a campaign, by where it stands; one that waits for the tenant is mostly left to it.
STEPS = {
    "draft": ["Submit"], "rejected": ["Submit"], "requested": ["Withdraw", "Finish", "Pause", "Pause"],
    "approved": ["Extend", "Withdraw"], "running": [*3 * ["Pause"], *3 * ["Extend"], "Finish"],
    "paused": [*4 * ["Resume"], *2 * ["Extend"], "Finish"], "finished": ["Finish"]}


def now():
    return time.time_ns() // 1_000_000


def words():
    """An ad unlike any other."""
    return {"name": f"Ad {README.uuid7()}", "format": "text", "text": "For two.", "action": "Book",
            "target": "https://cafe.example/book"}


def plan(ad, impressions, milliseconds):
    """A campaign that begins when it is approved."""
    return {"name": f"Campaign {README.uuid7()}", "adIds": [ad], "impressions": impressions,
            "startsAt": now(), "endsAt": now() + milliseconds}


def open_package(house, advertising, token):
    """A package of impressions that every shop can ask for; its identifier as the world's file has it."""
    made = advertising.record(
        "advertising.v1/CreateImpressionPackage",
        {"terms": {"name": "A thousand", "impressions": 1000, "minorUnits": 4900}},
        route=house.tenant, token=token, timeout=PATIENCE)
    return str(made["id"])


def advertise_once(house, shop, package, sessions, tenants_token):
    """One of each, so that the shortest run has it: bought, approved, set aside and given back.

    Returns what the world's file tells of the shop: the campaign that goes on."""
    user = {name: shop[name] for name in ("email", "password")}
    token = sessions["identity"].call("identity.v1/LogIn", user, route=house.tenant)["accessToken"]
    partners, advertising, partner = sessions["partners"], sessions["advertising"], uuid.UUID(shop["partner"])

    def ask(method, **body):
        return advertising.record(f"advertising.v1/{method}", body, route=partner, token=token, timeout=PATIENCE)

    def see(method, **body):
        return advertising.call(f"advertising.v1/{method}", body, route=partner, token=token, timeout=PATIENCE)

    def approve(request):
        def waits():
            waiting = partners.call("partners.v1/ListPendingRequests", {"desk": "others"}, route=house.tenant,
                                    token=tenants_token, timeout=PATIENCE)["items"]
            return request in [one["id"] for one in waiting]

        eventually(waits, PATIENCE)
        partners.record("partners.v1/ApproveRequest", {"requestId": request}, route=house.tenant,
                        token=tenants_token, timeout=PATIENCE)

    approve(ask("RequestImpressionPackage", impressionPackageId=uuid.UUID(package))["requestId"])
    advertising.record("advertising.v1/AdjustImpressions", correction(partner, 50), route=house.tenant,
                       token=tenants_token, timeout=PATIENCE)
    draft = ask("CreateAd", terms=words())
    approve(ask("SubmitAd", adId=draft["id"], version=draft["version"])["requestId"])
    eventually(lambda: see("GetAd", adId=draft["id"])["status"] == "approved", PATIENCE)
    eventually(lambda: see("GetImpressionBalance")["available"] >= 1000, PATIENCE)
    ended, other = (ask("CreateCampaign", terms=plan(draft["id"], 100, HOUR)) for _ in range(2))
    asked = ask("SubmitCampaign", campaignId=ended["id"], version=ended["version"])
    ask("FinishCampaign", campaignId=ended["id"], version=asked["version"])
    approve(ask("SubmitCampaign", campaignId=other["id"], version=other["version"])["requestId"])
    return {"campaign": str(other["id"])}


def correction(partner, amount):
    """Unlike any other, so that it is known in the ledger."""
    return {"partnerId": partner, "amount": amount, "reason": f"Correction {README.uuid7()}"}


class Advertiser:
    """A part of the client, which has the persons and asks."""

    def __init__(self, client):
        self.client, self.desk, self.choices = client, client.desk, client.choices
        self.ads, self.campaigns = [], [self.desk.shop["campaign"]]
        self.ways = [(3, self.buy), (2, self.correct), (3, self.add_ad), (2, self.step_ad), (9, self.book),
                     (14, self.step), (2, self.check)]

    def buy(self):
        self.client.ask("advertising.v1/RequestImpressionPackage", "owner",
                        impressionPackageId=self.desk.world["impressionPackage"])

    def correct(self):
        self.client.ask("advertising.v1/AdjustImpressions", "tenant", **correction(
            self.desk.shop["partner"], self.choices.choice([-30, 20, 40])))

    def add_ad(self):
        def drafted(ad):
            self.ads.append(ad["id"])
            self.client.ask("advertising.v1/SubmitAd", "owner", adId=ad["id"], version=ad["version"])

        self.client.ask("advertising.v1/CreateAd", "owner", drafted, terms=words())

    def step_ad(self):
        """What it is now is read first: the tenant decides meanwhile."""
        one = self.client.one(self.ads)
        if ad := one and self.desk.read("advertising.v1/GetAd", "owner", adId=one):
            step = self.choices.choice(["Submit", "Withdraw", "Archive"])
            self.client.ask(f"advertising.v1/{step}Ad", "owner", adId=one, version=ad["version"])

    def book(self):
        """A campaign of an ad that is approved, long or so short that it ends within the run."""
        found = self.desk.read("advertising.v1/ListAds", "owner", status="approved", limit=20)
        ad = self.client.one(found and found["items"])
        if not ad:
            return

        def drafted(campaign):
            self.campaigns.append(campaign["id"])
            self.client.ask("advertising.v1/SubmitCampaign", "owner", campaignId=campaign["id"],
                            version=campaign["version"])

        self.client.ask(
            "advertising.v1/CreateCampaign", "owner", drafted,
            terms=plan(ad["id"], self.choices.randint(1, 60), self.choices.choice([3000, 10_000, HOUR])))

    def step(self):
        one = self.client.one(self.campaigns)
        campaign = one and self.desk.read("advertising.v1/GetCampaign", "owner", campaignId=one)
        if not campaign:
            return
        if campaign["status"] == "finished":
            self.campaigns.remove(one)
        step = self.choices.choice(STEPS[campaign["status"]])
        more = {"impressions": campaign["terms"]["impressions"] + 10} if step == "Extend" else {}
        self.client.ask(f"advertising.v1/{step}Campaign", "owner", campaignId=one,
                        version=campaign["version"], **more)

    def check(self):
        self.desk.read("advertising.v1/CheckImpressionLedger", "owner")
