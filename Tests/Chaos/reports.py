"""What reports and segments have counted against what it was counted from, by SQL of its own."""

import books

# A quarter of an hour, in milliseconds: a sum's place in time.
QUARTER, DAY = 900_000, 86_400_000

LOYALTY = f"""
    SELECT partner, 'points' || CASE kind WHEN 'award' THEN 'Given' WHEN 'spend' THEN 'Spent'
        WHEN 'expiry' THEN 'Expired' WHEN 'reversal' THEN 'Reversed' ELSE 'Refunded' END AS measure,
        at / {QUARTER} AS slot, point_type AS thing, amount AS value FROM ledger
    UNION ALL SELECT partner, 'couponsGiven', issued_at / {QUARTER}, coupon, 1 FROM issued_coupons
    UNION ALL SELECT partner, 'couponsRevoked', ended_at / {QUARTER}, coupon, 1
        FROM issued_coupons WHERE status = 'revoked'
    UNION ALL SELECT partner, 'couponsRedeemed', at / {QUARTER}, coupon, 1
        FROM redemptions JOIN issued_coupons ON id = issued_coupon"""

ACTIVITIES = f"""
    SELECT end_user, partner, max(earned), max(redeemed) FROM (
        SELECT end_user, partner, at / {DAY} AS earned, NULL AS redeemed
        FROM ledger WHERE kind = 'award'
        UNION ALL SELECT end_user, partner, NULL, redemptions.at / {DAY}
        FROM redemptions JOIN issued_coupons ON id = issued_coupon)
    GROUP BY end_user, partner"""
KEPT = "SELECT end_user, partner, earned_on, redeemed_on FROM end_user_activities"


def told_as_often(table, kind):
    """Each version of a thing is an event."""
    return f"""
        SELECT id, version FROM {table} WHERE version <> (
            SELECT count(*) FROM events WHERE subject = {table}.id AND kind = '{kind}')"""


def read(column, measure):
    """A promo's own readers; those of one for a segment are counted by tens."""
    return f"""
        SELECT id, {column} FROM promos JOIN promo_counts ON promo = seq
        WHERE {column} / iif(rule IS NULL, 1, 10) * iif(rule IS NULL, 1, 10) <> (
            SELECT coalesce(sum(value), 0) FROM report_sums WHERE thing = id AND measure = '{measure}')"""


WRONG = {
    "loyalty": {
        "reports and what happened differ": f"""
            SELECT partner, measure, slot, thing, sum(value) FROM (
                SELECT partner, measure, slot, thing, value FROM report_sums
                UNION ALL SELECT partner, measure, slot, thing, -value FROM ({LOYALTY}))
            GROUP BY partner, measure, slot, thing HAVING sum(value) <> 0""",
        "the days of an activity are not those of what was done": f"""
            SELECT * FROM ({KEPT} EXCEPT {ACTIVITIES})
            UNION ALL SELECT * FROM ({ACTIVITIES} EXCEPT {KEPT})""",
        "an activity was told more or less often than it changed":
            told_as_often("end_user_activities", "loyalty.v1/EndUserActivityChanged"),
        "uses of a coupon were told more or less often than they say":
            told_as_often("coupon_uses", "loyalty.v1/CouponUsesCounted")},
    "identity": {
        "a sighting was told more or less often than it changed":
            told_as_often("sightings", "identity.v1/EndUserSeen")},
    "partners": {
        "followers that came and went are not those that are there": """
            SELECT thing, sum(value) FROM (
                SELECT thing, iif(measure = 'followersGained', value, -value) AS value FROM report_sums
                WHERE measure IN ('followersGained', 'followersLost')
                UNION ALL SELECT channel, -followers FROM channel_counts)
            GROUP BY thing HAVING sum(value) <> 0""",
        "opens in reports are not those of readers": read("opens", "promoOpens"),
        "clicks in reports are not those of readers": read("clicks", "promoClicks"),
        "the last level is not the number of followers": """
            SELECT channel, followers FROM channel_counts WHERE followers IS NOT (
                SELECT value FROM report_levels WHERE thing = channel AND measure = 'followers'
                ORDER BY slot DESC LIMIT 1)"""}}


def check(report, databases):
    for service, wrong in WRONG.items():
        books.find(report, wrong, databases[service])
    for service in "loyalty", "partners":
        (report.counts[f"sums of {service}'s reports"],) = databases[service].execute(
            "SELECT count(*) FROM report_sums").fetchone()
