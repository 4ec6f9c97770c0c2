"""What partners buy and show: impressions, ads and campaigns of a shop's owner, the tenant's decisions and places,
and the end users who are shown ads."""

import time
import uuid

from house import PATIENCE  # knows where the modules of Interop are
from recording import README

import spool
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


def app(shows_ads=True):
    """An application unlike any other."""
    return {"name": f"App {README.uuid7()}", "kind": "app", "showsAds": shows_ads}


def banner(shows_ads=True):
    return {"name": f"Top {README.uuid7()}", "sort": "banner", "formats": ["text"], "showsAds": shows_ads}


def open_place(house, advertising, token):
    """A placement at which all that is approved is shown; its identifier as the world's file has it."""
    def make(method, **body):
        return advertising.record(f"advertising.v1/{method}", body, route=house.tenant, token=token,
                                  timeout=PATIENCE)

    opened = make("RegisterApplication", terms=app())
    return str(make("RegisterPlacement", applicationId=opened["id"], terms=banner())["id"])


def open_package(house, advertising, token):
    """A package of impressions that every shop can ask for; its identifier as the world's file has it."""
    made = advertising.record(
        "advertising.v1/CreateImpressionPackage",
        {"terms": {"name": "A thousand", "impressions": 1000, "minorUnits": 4900}},
        route=house.tenant, token=token, timeout=PATIENCE)
    return str(made["id"])


def advertise_once(house, shop, world, sessions, tenants_token):
    """One of each, so that the shortest run has it: bought, approved, set aside, shown and given back.

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

    approve(ask("RequestImpressionPackage", impressionPackageId=uuid.UUID(world["impressionPackage"]))["requestId"])
    advertising.record("advertising.v1/AdjustImpressions", correction(partner, 50), route=house.tenant,
                       token=tenants_token, timeout=PATIENCE)
    draft = ask("CreateAd", terms=words())
    approve(ask("SubmitAd", adId=draft["id"], version=draft["version"])["requestId"])
    eventually(lambda: see("GetAd", adId=draft["id"])["status"] == "approved", PATIENCE)
    eventually(lambda: see("GetImpressionBalance")["available"] >= 1000, PATIENCE)
    ended, other = (ask("CreateCampaign", terms=plan(draft["id"], impressions, HOUR))
                    for impressions in (100, 500))
    asked = ask("SubmitCampaign", campaignId=ended["id"], version=ended["version"])
    ask("FinishCampaign", campaignId=ended["id"], version=asked["version"])
    approve(ask("SubmitCampaign", campaignId=other["id"], version=other["version"])["requestId"])
    show_once(house, shop, uuid.UUID(world["placement"]), sessions)
    return {"campaign": str(other["id"])}


def show_once(house, shop, placement, sessions):
    """An end user who is shown an ad, has it in view and clicks on it."""
    identity, advertising, email = sessions["identity"], sessions["advertising"], f"viewer-of-{shop['email']}"
    identity.record("identity.v1/RegisterEndUser", {"name": "A Viewer", "email": email}, route=house.tenant)
    code = spool.request_code(identity, house.mail, email, route=house.tenant)
    token = identity.call("identity.v1/LogInEndUser", {"contact": email, "loginCode": code},
                          route=house.tenant)["accessToken"]
    options = {"route": house.tenant, "token": token, "timeout": PATIENCE}
    # As soon as the pace of a campaign lets one go.
    ad = eventually(lambda: advertising.call(
        "advertising.v1/PickAd", {"placementId": placement}, **options).get("ad"), 2 * PATIENCE)
    for event in "shown", "viewable", "clicked":
        advertising.record("advertising.v1/CountAd", {"token": ad["token"], "event": event}, **options)


def correction(partner, amount):
    """Unlike any other, so that it is known in the ledger."""
    return {"partnerId": partner, "amount": amount, "reason": f"Correction {README.uuid7()}"}


class Advertiser:
    """A part of the client, which has the persons and asks."""

    def __init__(self, client):
        self.client, self.desk, self.choices = client, client.desk, client.choices
        self.ads, self.campaigns = [], [self.desk.shop["campaign"]]
        self.places, self.shown = [], []
        self.ways = [(3, self.buy), (2, self.correct), (3, self.add_ad), (2, self.step_ad), (9, self.book),
                     (14, self.step), (2, self.check), (3, self.place), (24, self.show), (6, self.tell_again)]

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
            terms=plan(ad["id"], self.choices.randint(1, 60), self.choices.choice([3000, 10_000, HOUR]))
            | ({"cap": {"most": 2, "period": "lifetime"}} if self.choices.random() < 0.3 else {}))

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

    def place(self):
        """Registers an application with a placement, or turns one of them on or off, or ends it."""
        one = self.client.one(self.places)
        if not one or self.choices.random() < 0.3:
            self.register_place()
            return
        thing = self.choices.choice(["Application", "Placement"])
        now = one[thing]
        if self.choices.random() < 0.3:
            self.places.remove(one)
            step, more = "Archive", {}
        else:
            step, more = "Edit", {"terms": now["terms"] | {"showsAds": not now["terms"]["showsAds"]}}
        self.client.ask(f"advertising.v1/{step}{thing}", "tenant", now.update, version=now["version"],
                        **{f"{thing.lower()}Id": now["id"]}, **more)

    def register_place(self):
        def registered(application):
            self.client.ask(
                "advertising.v1/RegisterPlacement", "tenant",
                lambda placement: self.places.append({"Application": application, "Placement": placement}),
                applicationId=application["id"], terms=banner(self.choices.random() < 0.5))

        self.client.ask("advertising.v1/RegisterApplication", "tenant", registered, terms=app())

    def show(self):
        """A member is shown what fits, and their phone says so."""
        member, one = self.client.one(self.client.members), self.client.one(self.places)
        is_own = one and self.choices.random() < 0.3
        found = self.desk.read("advertising.v1/PickAd", member["email"],
                               placementId=one["Placement"]["id"] if is_own else self.desk.world["placement"])
        if ad := found and found.get("ad"):
            self.shown.append((member["email"], ad["token"]))
            if self.choices.random() < 0.8:
                self.count(member["email"], ad["token"])

    def tell_again(self):
        """Of an ad that was shown a while ago, what was said of it or not; some say so who were not shown it."""
        if shown := self.client.one(self.shown[-50:]):
            is_other = self.choices.random() < 0.1
            self.count(self.client.one(self.client.members)["email"] if is_other else shown[0], shown[1])

    def count(self, person, token):
        self.client.ask("advertising.v1/CountAd", person, token=token,
                        event=self.choices.choice(["shown", "shown", "viewable", "clicked"]))
