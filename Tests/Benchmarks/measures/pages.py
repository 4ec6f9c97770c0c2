"""A page of a list with 100,000 rows, at every cursor: the p99, as a caller meets it."""

import time

import crowds
from harness import Value, at_most

from measures.log_in import installed

# A p99 is of two thousand pages, so a round is enough.
ROUNDS = 1
ROWS, SHORT_SECONDS, SHORT_ROWS = 100_000, 2, 5_000
ANEW_SECONDS = 100
PASSWORD = "seven wet umbrellas sing"
PRICE = {"minorUnits": 500, "currency": "EUR", "period": "once"}
FOUND, NOT_FOUND = {"search": "shop"}, {"search": "zebra"}
LATITUDE, LONGITUDE = crowds.ZAGREB
AROUND = {"latitudeE7": LATITUDE, "longitudeE7": LONGITUDE, "radiusMeters": 100_000}
# Of the kinds of rows that grow without an end, the lists that show them: whose they are, the method
# and what is asked; `$channel` stands for an id.
LISTS = {
    "own-requests": ("partner", "partners", "ListOwnRequests", {}),
    "own-requests-pending": ("partner", "partners", "ListOwnRequests", {"status": "pending"}),
    "pending": ("tenant", "partners", "ListPendingRequests", {"desk": "addOns"}),
    "pending-of-a-kind": ("tenant", "partners", "ListPendingRequests",
                          {"desk": "addOns", "kind": "addOns"}),
    "history": ("tenant", "partners", "ListDecidedRequests", {"desk": "addOns"}),
    "history-found": ("tenant", "partners", "ListDecidedRequests", {"desk": "addOns", **FOUND}),
    "history-not-found": ("tenant", "partners", "ListDecidedRequests", {"desk": "addOns", **NOT_FOUND}),
    "stuck": ("tenant", "partners", "ListStuckPartnerships", {}),
    "activity": ("partner", "partners", "ListActivity", {}),
    "my-partners": ("tenant", "partners", "ListMyPartners", {}),
    "my-partners-active": ("tenant", "partners", "ListMyPartners", {"status": "active"}),
    "my-partners-found": ("tenant", "partners", "ListMyPartners", FOUND),
    "my-partners-not-found": ("tenant", "partners", "ListMyPartners", NOT_FOUND),
    "packages": ("tenant", "partners", "ListPackages", {}),
    "packages-not-found": ("tenant", "partners", "ListPackages", {"status": "available", **NOT_FOUND}),
    "offered-packages": ("partner-of-tenant", "partners", "ListOfferedPackages", {}),
    "add-ons": ("tenant", "partners", "ListAddOns", {}),
    "offered-add-ons": ("partner-of-tenant", "partners", "ListOfferedAddOns", {}),
    "channels": ("partner", "partners", "ListChannels", {}),
    "channels-published": ("partner", "partners", "ListChannels", {"status": "published"}),
    "channels-not-found": ("partner", "partners", "ListChannels", NOT_FOUND),
    "shown-channels": ("reader", "partners", "ListPublishedChannels", {}),
    "shown-channels-not-found": ("reader", "partners", "ListPublishedChannels", NOT_FOUND),
    "near-by": ("reader", "partners", "ListNearbyChannels", AROUND),
    "followed-channels": ("reader", "partners", "ListFollowedChannels", {}),
    "followers": ("partner", "partners", "ListFollowers", {"channelId": "$channel"}),
    "promos": ("partner", "partners", "ListPromos", {}),
    "promos-live": ("partner", "partners", "ListPromos", {"status": "live"}),
    "feed": ("reader", "partners", "ListFeed", {}),
    "feed-of-others": ("stranger", "partners", "ListFeed", {}),
    "channel-promos": ("reader", "partners", "ListChannelPromos", {"channelId": "$channel"}),
    "channel-promos-of-others": ("stranger", "partners", "ListChannelPromos", {"channelId": "$channel"}),
    "segments": ("partner", "partners", "ListSegments", {}),
    "segments-not-found": ("partner", "partners", "ListSegments", {"status": "active", **NOT_FOUND}),
    "invoices": ("tenant", "partners", "ListInvoices", {}),
    "invoices-of-a-month": ("tenant", "partners", "ListInvoices", {"month": "2026-11"}),
    "invoices-of-a-partner": ("tenant", "partners", "ListInvoices", {"partnerId": "$partner"}),
    "invoices-of-both": ("tenant", "partners", "ListInvoices",
                         {"partnerId": "$partner", "month": "2026-11"}),
    "own-invoices": ("partner", "partners", "ListOwnInvoices", {}),
    "mail": ("installation", "partners", "ListPartnersMail", {"isGivenUp": True}),

    "point-types": ("partner", "loyalty", "ListPointTypes", {}),
    "point-types-not-found": ("partner", "loyalty", "ListPointTypes", NOT_FOUND),
    "coupons": ("partner", "loyalty", "ListCoupons", {}),
    "coupons-published": ("partner", "loyalty", "ListCoupons", {"status": "published"}),
    "coupons-not-found": ("partner", "loyalty", "ListCoupons", NOT_FOUND),
    "offers": ("at-partner", "loyalty", "ListGettable", {}),
    "balances": ("partner", "loyalty", "ListBalances", {"endUserId": "$reader"}),
    "ledger": ("partner", "loyalty", "ListLedger", {}),
    "ledger-of-one": ("partner", "loyalty", "ListLedger", {"pointTypeId": "$stamp",
                                                          "endUserId": "$reader"}),

    "users": ("tenant", "identity", "ListUsers", {}),
    "users-active": ("tenant", "identity", "ListUsers", {"status": "active"}),
    "users-not-found": ("tenant", "identity", "ListUsers", NOT_FOUND),
    "partner-users": ("partner-of-tenant", "identity", "ListUsers", {}),
    "roles": ("tenant", "identity", "ListRoles", {}),
    "roles-not-found": ("tenant", "identity", "ListRoles", NOT_FOUND),
    "partners": ("tenant", "identity", "ListPartners", {}),
}
BARS = {f"page-{name}": at_most(10) for name in LISTS}


def rounds(bench):
    place = installed(bench)
    try:
        grown = Grown(place, SHORT_ROWS if bench.seconds < SHORT_SECONDS else ROWS)
        while True:
            with bench.watched():
                yield {f"page-{name}": Value(grown.p99(*one), "ms") for name, one in LISTS.items()}
    finally:
        place.stop()


class Filled:
    """A tenant with a partner, of whom there are more and more rows."""

    def __init__(self, place, rows):
        self.place, self.routes, self.tokens = place, {"tenant": place.tenant}, {}
        self.identity, self.log_ins = place.session("identity"), {}
        self._log_in("tenant", place.owner["email"], place.password)
        made = self.identity.call(
            "identity.v1/CreatePartner",
            {"name": "Shop", "ownerName": "Shop Owner", "ownerEmail": "shop@example.org"},
            route=place.tenant, token=self.tokens["tenant"])
        self.routes["partner"] = made["partnerId"]
        self.identity.call("identity.v1/AcceptInvitation",
                           {"invitation": made["invitation"], "password": PASSWORD},
                           route=place.tenant)
        self._log_in("partner", "shop@example.org", PASSWORD)
        self.services = {"identity": self.identity, "loyalty": place.session("loyalty"),
                         "partners": place.session("partners")}
        self._learn()
        self._ask_and_decide()
        self._fill(rows)

    def _log_in(self, who, email, password):
        self.log_ins[who] = lambda: self.identity.call(
            "identity.v1/LogIn", {"email": email, "password": password}, route=self.place.tenant)
        self.tokens[who] = self.log_ins[who]()["accessToken"]

    def _learn(self):
        """The others wait for what identity has told of."""
        for session in self.services.values():
            session.seen |= self.identity.seen

    def call(self, who, method, service="partners", **body):
        return self.services[service].call(
            f"{service}.v1/{method}", body, route=self.routes.get(who), token=self.tokens.get(who),
            timeout=30)


class Grown(Filled):
    """One of everything, made by calls, and then very many."""

    logged_in = -ANEW_SECONDS

    def _ask_and_decide(self):
        self.ids = {"$partner": self.routes["partner"]}
        self._make_things_to_ask_for()
        self._make_a_channel()
        self._make_points()
        role = [{"product": "chat", "level": "view"}]
        self.call("tenant", "CreateRole", "identity", name="Shop assistant", levels=role,
                  demandsSecondFactor=False)

    def _make_things_to_ask_for(self):
        add_on = self.call("tenant", "CreateAddOn",
                           terms={"name": "Impressions", "impressions": 1000, "price": PRICE})
        self.call("tenant", "CreatePackage", terms={
            "name": "All", "products": ["channels", "promos", "coupons"], "limits": {},
            "price": PRICE | {"period": "month"}})
        decided, _ = (self.call("partner", "RequestAddOns", addOnIds=[add_on["id"]])
                      for _ in range(2))
        self.call("tenant", "ApproveRequest", requestId=decided["id"])

    def _make_a_channel(self):
        channel = self.ids["$channel"] = self._channel("Shop news")
        self.call("partner", "CreatePromo", terms={
            "title": "Half price", "text": "Half price today.",
            "audience": {"reach": "followers", "channels": [channel]}})
        self.call("partner", "CreateSegment", name="Shop goers",
                  rule={"kind": "joined", "span": {"withinDays": 7}})
        for who in ("reader", "stranger"):
            self._register(who)
        self.call("reader", "FollowChannel", channelId=channel)
        # Who follows nothing looks at nothing.
        self.call("stranger", "FollowChannel", channelId=self._channel("Shop offers"))

    def _channel(self, name):
        made = self.call("partner", "CreateChannel", terms={
            "name": name, "links": [],
            "place": {"latitudeE7": LATITUDE, "longitudeE7": LONGITUDE}})
        self.call("partner", "PublishChannel", channelId=made["id"], version=made["version"])
        return made["id"]

    def _register(self, who):
        from conftest import EndUser

        made = EndUser(self.place)

        def log_in():
            made.log_in()
            return made.tokens

        self.routes[who], self.log_ins[who] = self.place.tenant, log_in
        self.tokens[who] = made.tokens["accessToken"]
        self.ids[f"${who}"] = made.id
        self.identity.seen |= made.identity.seen
        self._learn()

    def _make_points(self):
        of = {"service": "loyalty"}
        stamp = self.call("partner", "CreatePointType", **of, name="Shop stamp")
        self.call("partner", "AwardPoints", **of, endUserId=self.ids["$reader"],
                  pointTypeId=stamp["id"], amount=5)
        coupon = self.call("partner", "CreateCoupon", **of, terms={
            "title": "A free coffee", "redeemableTimes": 1,
            "price": {"pointTypeId": stamp["id"], "amount": 5}})
        self.call("partner", "PublishCoupon", **of, couponId=coupon["id"], version=coupon["version"])
        self.ids["$stamp"] = stamp["id"]

    def _fill(self, rows):
        tenant, partner = self.place.tenant.bytes, self.routes["partner"].bytes
        reader, channel = self.ids["$reader"].bytes, self.ids["$channel"].bytes
        with crowds.filling(self.place, "partners", rows) as table:
            crowds.fill_requests(table)
            crowds.fill_catalogue(table)
            crowds.fill_channels(table, channel, reader)
            crowds.fill_promos(table, channel)
            crowds.fill_invoices(table, tenant, partner)
            crowds.fill_mail(table, tenant)
        with crowds.filling(self.place, "loyalty", rows) as table:
            crowds.fill_loyalty(table, reader)
        with crowds.filling(self.place, "identity", rows) as table:
            crowds.fill_identity(table, partner)

    def _log_in_anew(self):
        """A token lives for some minutes, all lists together take longer."""
        if time.monotonic() - self.logged_in < ANEW_SECONDS:
            return
        self.tokens = {who: log_in()["accessToken"] for who, log_in in self.log_ins.items()}
        self.routes["partner-of-tenant"] = self.place.tenant
        self.tokens["partner-of-tenant"] = self.tokens["partner"]
        self.routes["at-partner"] = self.routes["partner"]
        self.tokens["at-partner"] = self.tokens["reader"]
        self.logged_in = time.monotonic()

    def p99(self, who, service, method, asked):
        """Of all pages, from the first to the last."""
        self._log_in_anew()
        asked = {name: self.ids.get(value, value) for name, value in asked.items()}
        times, after = [], {}
        while True:
            begun = time.monotonic()
            page = self.call(who, method, service, **asked, **after)
            times.append((time.monotonic() - begun) * 1000)
            if "next" not in page:
                return sorted(times)[int(len(times) * 0.99)]
            after = {"after": page["next"]}
