"""What must be in the databases for the commands that were executed, told a second time.

An effect is a tuple: its sort, the thing it is about, and details. The same tuples come out of the
tables; both heaps must be one.
"""

import collections

import cbor2

import broadcasts
import campaigns
import desks
import talks

# Kinds of events that other things than keyed commands bring about.
OF_THEIR_OWN = {"identity.v1/TenantChanged", "identity.v1/PrincipalChanged",
                "identity.v1/SigningKeyChanged", "identity.v1/SessionEnded",
                # Of partners' programs, which a suspension may end.
                "identity.v1/RightsChanged",
                # With the first log-in, award or redemption of a day; `reports` counts them.
                "identity.v1/EndUserSeen", "loyalty.v1/EndUserActivityChanged",
                # A job tells it within a minute; `reports` counts it.
                "loyalty.v1/CouponUsesCounted",
                # `desks` counts it against the package in force.
                "partners.v1/PartnerEntitlementChanged",
                # `reports` counts them, too.
                "partners.v1/FollowerChanged", *talks.KINDS, *broadcasts.KINDS,
                *campaigns.KINDS}
STATES = {"identity.v1/PartnerChanged", "identity.v1/UserChanged", "identity.v1/EndUserChanged",
          "loyalty.v1/PointTypeChanged", "loyalty.v1/CouponChanged", "partners.v1/PackageChanged",
          "partners.v1/AddOnChanged", "partners.v1/RequestChanged", "partners.v1/PartnerStandingChanged",
          "partners.v1/ChannelChanged", "identity.v1/RoleChanged", "helpdesk.v1/ChatSettingsChanged",
          "helpdesk.v1/ChatPolicyChanged", "helpdesk.v1/OfflinePolicyChanged",
          "advertising.v1/ImpressionPackageChanged", "advertising.v1/ApplicationChanged",
          "advertising.v1/PlacementChanged"}


def event(kind, subject, version=None):
    return ("event", subject, kind, version)


# --- what an executed command asks for ---------------------------------------------------------

def awarded(award, route, end_user, kind, amount):
    return [("lot", award.bytes, route, end_user.bytes, kind.bytes, amount),
            ("ledger entry of an award", award.bytes, amount),
            event("loyalty.v1/PointsAwarded", award.bytes)]


def issued(coupon, definition):
    return [("issued coupon", coupon.bytes, definition.bytes),
            event("loyalty.v1/CouponIssued", coupon.bytes)]


def award_points(route, asked, reply):
    return awarded(reply["awardId"], route, asked["endUserId"], asked["pointTypeId"],
                   asked["amount"])


def reverse_award(route, asked, reply):
    return [("reversal", asked["awardId"].bytes),
            event("loyalty.v1/AwardReversed", asked["awardId"].bytes)]


def get_coupon(route, asked, reply):
    coupon, paid = reply["issuedCoupon"]["id"], reply.get("paid")
    effects = issued(coupon, asked["couponId"])
    if paid:
        effects += [("spent", coupon.bytes, paid["pointTypeId"].bytes, paid["amount"]),
                    event("loyalty.v1/PointsSpent", coupon.bytes)]
    return effects


def redeem(route, asked, reply):
    coupon = reply["issuedCouponId"].bytes
    return [("redemption", coupon, reply["redemptionsLeft"]),
            event("loyalty.v1/CouponRedeemed", coupon)]


def scan(route, asked, reply):
    return redeem(route, asked, reply) if reply["kind"] == "coupon" else []


def give_scanned(route, asked, reply):
    gift, given = asked["give"], reply["given"]
    if given["kind"] == "coupon":
        return issued(given["issuedCouponId"], gift["couponId"])
    return awarded(given["awardId"], route, reply["endUserId"], gift["pointTypeId"],
                   gift["amount"])


def revoke(route, asked, reply):
    coupon = asked["issuedCouponId"].bytes
    return [("revocation", coupon), event("loyalty.v1/CouponRevoked", coupon)]


def changed(kind, thing):
    """A thing whose whole state is told with each change of it."""
    def effects(route, asked, reply):
        made = [(thing, reply["id"].bytes)] if reply["version"] == 1 else []
        return [*made, event(kind, reply["id"].bytes, reply["version"])]
    return effects


def register(route, asked, reply):
    end_user = reply["endUserId"].bytes
    return [("end user", end_user, asked["email"], reply["code"].replace("-", "")),
            event("identity.v1/EndUserChanged", end_user, 1)]


def told(kind):
    """A thing of which there are others that nobody asked for."""
    return lambda route, asked, reply: [event(kind, reply["id"].bytes, reply["version"])]


CHANNEL = changed("partners.v1/ChannelChanged", "channel")
POINT_TYPE = changed("loyalty.v1/PointTypeChanged", "point type")
COUPON = changed("loyalty.v1/CouponChanged", "coupon")
EXPECTED = {
    "loyalty.v1/AwardPoints": award_points, "loyalty.v1/ReverseAward": reverse_award,
    "loyalty.v1/GetCouponForPoints": get_coupon, "loyalty.v1/RedeemByCode": redeem,
    "loyalty.v1/ScanCode": scan, "loyalty.v1/GiveScanned": give_scanned,
    "loyalty.v1/RevokeIssuedCoupon": revoke, "loyalty.v1/CreatePointType": POINT_TYPE,
    "loyalty.v1/EditPointType": POINT_TYPE, "loyalty.v1/RetirePointType": POINT_TYPE,
    "loyalty.v1/CreateCoupon": COUPON, "loyalty.v1/EditCoupon": COUPON,
    "loyalty.v1/PublishCoupon": COUPON, "loyalty.v1/PauseCoupon": COUPON,
    "loyalty.v1/ArchiveCoupon": COUPON, "identity.v1/RegisterEndUser": register,
    "partners.v1/CreatePackage": changed("partners.v1/PackageChanged", "package"),
    "partners.v1/CreateAddOn": changed("partners.v1/AddOnChanged", "add-on"),
    "partners.v1/RequestPackage": desks.requested, "partners.v1/RequestAddOns": desks.requested,
    "partners.v1/CancelRequest": desks.cancelled, "partners.v1/ApproveRequest": desks.decided,
    "partners.v1/RejectRequest": desks.decided,
    "identity.v1/CreateRole": told("identity.v1/RoleChanged"),
    "partners.v1/CreateChannel": CHANNEL, "partners.v1/PublishChannel": CHANNEL,
    "helpdesk.v1/EnableChat": talks.enabled,
    "helpdesk.v1/EditChatPolicy": talks.told_of_partner("ChatPolicyChanged"),
    "helpdesk.v1/EditOfflinePolicy": talks.told_of_partner("OfflinePolicyChanged"),
    "partners.v1/SuspendPartner": desks.stepped,
    "partners.v1/ReactivatePartner": desks.stepped,
    "advertising.v1/CreateImpressionPackage":
        changed("advertising.v1/ImpressionPackageChanged", "impression package"),
    **{f"advertising.v1/{step}{thing}": changed(f"advertising.v1/{thing}Changed", thing.lower())
       for step in ("Register", "Edit", "Archive") for thing in ("Application", "Placement")},
    **campaigns.EXPECTED}
# Those that change nothing where nothing is to change: several may tell of one version.
SETTING = {
    "identity.v1/BlockEndUser": ("identity.v1/EndUserChanged", "endUserId"),
    "identity.v1/UnblockEndUser": ("identity.v1/EndUserChanged", "endUserId")}


def expected(executed, report):
    """What was asked for: effects with the commands that they are of.

    `executed`: commands with their request and the reply that is stored under their key.
    """
    effects = collections.defaultdict(list)
    settings = {}
    for command, request, body in executed:
        asked, reply = cbor2.loads(request), cbor2.loads(body)
        if command.method in EXPECTED:
            try:
                asked_for = EXPECTED[command.method](command.route, asked, reply)
            except (KeyError, TypeError):
                report.found("changed", f"{command} has a reply of another method: {reply}")
                continue
            for effect in asked_for:
                effects[effect].append(command)
        elif setting := SETTING.get(command.method):
            # Version 1 is its making, which is asked for elsewhere.
            if reply["version"] > 1:
                kind, field = setting
                settings[event(kind, asked[field].bytes, reply["version"])] = command
    for effect, command in settings.items():
        effects[effect].append(command)
    return effects


# --- what is there -----------------------------------------------------------------------------

LOYALTY = {
    "lot": "SELECT id, partner, end_user, point_type, amount FROM lots",
    "ledger entry of an award": """SELECT lots.id, ledger.amount FROM ledger
        LEFT JOIN lots ON lots.seq = lot WHERE kind = 'award'""",
    "reversal": "SELECT id FROM lots WHERE reversed_at IS NOT NULL",
    "issued coupon": "SELECT id, coupon FROM issued_coupons",
    "spent": """SELECT issued_coupon, point_type, sum(amount) FROM ledger WHERE kind = 'spend'
        GROUP BY issued_coupon, point_type""",
    "redemption": """SELECT issued_coupon, uses_allowed - use FROM redemptions
        LEFT JOIN issued_coupons ON id = issued_coupon""",
    "revocation": "SELECT id FROM issued_coupons WHERE status = 'revoked'",
    "point type": "SELECT id FROM point_types",
    "coupon": "SELECT id FROM coupons",
    "expiry": "SELECT seq FROM ledger WHERE kind = 'expiry'"}
IDENTITY = {"end user": "SELECT id, email, code FROM end_users"}


def follows(kind, version):
    """Whether a service tells it since another one told of a partner: that it is there, or its standing."""
    return (kind == "partners.v1/PartnerStandingChanged" and version == 1
            or kind == "identity.v1/PartnerChanged" and version > 1)


def found(databases):
    """What is in the tables and the logs, by the same tuples."""
    effects = collections.Counter()
    for service, queries in (
            ("loyalty", LOYALTY), ("identity", IDENTITY), ("partners", desks.TABLES),
            ("advertising", campaigns.TABLES)):
        for sort, query in queries.items():
            effects.update((sort, *row) for row in databases[service].execute(query))
    for sort, query in desks.COUNTED.items():
        for *thing, count in databases["partners"].execute(query):
            effects[sort, *thing] += count
    desk = campaigns.at_the_desk(databases["partners"])
    for database in databases.values():
        for kind, subject, body in database.execute("SELECT kind, subject, body FROM events"):
            if kind in OF_THEIR_OWN:
                continue
            version = cbor2.loads(body)["version"] if kind in STATES else None
            if follows(kind, version) or campaigns.follows(kind, subject, version, desk):
                continue
            effects[event(kind, subject, version)] += 1
    return effects
