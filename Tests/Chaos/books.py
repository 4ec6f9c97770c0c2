"""Ledger, lots and balances against each other, by SQL of its own."""

# The points that users hold, by the ledger alone.
HELD = """SELECT end_user, point_type, lot, sum(CASE WHEN to_account = 'user' THEN amount
          WHEN from_account = 'user' THEN -amount ELSE 0 END) AS held FROM ledger"""

WRONG = {
    "a lot and its ledger differ": f"""
        SELECT lots.id, remaining, held FROM lots
        LEFT JOIN ({HELD} GROUP BY lot) AS entries ON entries.lot = lots.seq
        WHERE remaining IS NOT held""",
    "ledger entries have no lot": """
        SELECT seq FROM ledger WHERE lot NOT IN (SELECT seq FROM lots)""",
    "an entry and its lot are of different people or points": """
        SELECT ledger.seq FROM ledger JOIN lots ON lots.seq = lot
        WHERE (ledger.end_user, ledger.point_type, ledger.partner)
        IS NOT (lots.end_user, lots.point_type, lots.partner)""",
    "a balance and its ledger differ": f"""
        SELECT end_user, point_type, sum(held), sum(amount) FROM (
            SELECT end_user, point_type, held, 0 AS amount
            FROM ({HELD} GROUP BY end_user, point_type)
            UNION ALL SELECT end_user, point_type, 0, amount FROM balances)
        GROUP BY end_user, point_type HAVING sum(held) <> sum(amount)""",
    "a balance and its lots differ": """
        SELECT end_user, point_type, sum(remaining), sum(amount) FROM (
            SELECT end_user, point_type, remaining, 0 AS amount FROM lots
            UNION ALL SELECT end_user, point_type, 0, amount FROM balances)
        GROUP BY end_user, point_type HAVING sum(remaining) <> sum(amount)""",
    "more was put back for a coupon than was spent": """
        SELECT issued_coupon FROM ledger WHERE issued_coupon IS NOT NULL GROUP BY issued_coupon
        HAVING sum(CASE kind WHEN 'spend' THEN amount WHEN 'refund' THEN -amount ELSE 0 END) < 0""",
    "a reversed award holds points": """
        SELECT id FROM lots WHERE reversed_at IS NOT NULL AND remaining > 0""",
    "a coupon's count and its issued ones differ": """
        SELECT id, issued FROM coupons WHERE issued IS NOT
        (SELECT count(*) FROM issued_coupons WHERE coupon = coupons.id)""",
    "uses and redemptions differ": """
        SELECT id, uses FROM issued_coupons WHERE uses IS NOT
        (SELECT count(*) FROM redemptions WHERE issued_coupon = id)"""}


def check(report, loyalty):
    find(report, WRONG, loyalty)
    for name in ("ledger", "lots", "balances"):
        (report.counts[f"rows of {name}"],) = loyalty.execute(
            f"SELECT count(*) FROM {name}").fetchone()


def find(report, wrong, database):
    """What such queries find is wrong."""
    for what, query in wrong.items():
        for row in database.execute(query):
            told = " ".join(part.hex() if isinstance(part, bytes) else str(part) for part in row)
            report.found("books", f"{what}: {told}")
