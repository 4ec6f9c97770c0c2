import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

extension LedgerFault {
    /// Looks through the whole database.
    static func find(in database: Database) throws -> [LedgerFault] {
        try find(LedgerRules.all, in: database)
    }
}

/// What ledger, lots, balances, stocks, redemptions and reports agree on.
enum LedgerRules {
    static let all: [LedgerRule] = [
        LedgerRule(
            "a lot holds what the ledger says of it",
            brokenBy: """
                SELECT lots.seq FROM lots JOIN ledger ON lot = lots.seq GROUP BY lots.seq
                HAVING remaining <> sum(\(added(to: .user)))
                """
        ),
        LedgerRule(
            "a lot was awarded once, whole",
            brokenBy: """
                SELECT lots.seq FROM lots LEFT JOIN ledger ON lot = lots.seq AND kind = 'award'
                GROUP BY lots.seq HAVING count(ledger.seq) <> 1 OR sum(ledger.amount) <> lots.amount
                """
        ),
        LedgerRule(
            "a balance is the sum of its lots",
            brokenBy: """
                SELECT balances.end_user FROM balances LEFT JOIN lots
                ON lots.end_user = balances.end_user AND lots.point_type = balances.point_type
                GROUP BY balances.end_user, balances.point_type
                HAVING balances.amount <> coalesce(sum(remaining), 0)
                """
        ),
        LedgerRule(
            "an expiry is the sum of its lots",
            brokenBy: """
                SELECT end_user FROM (
                    SELECT end_user, point_type, expires_at, amount FROM expiries UNION ALL
                    SELECT end_user, point_type, expires_at, -remaining FROM lots
                    WHERE remaining > 0 AND expires_at IS NOT NULL)
                GROUP BY end_user, point_type, expires_at HAVING sum(amount) <> 0
                """
        ),
        LedgerRule(
            "a lot has a balance",
            brokenBy: """
                SELECT seq FROM lots WHERE NOT EXISTS (SELECT 1 FROM balances
                WHERE balances.end_user = lots.end_user AND balances.point_type = lots.point_type)
                """
        ),
        LedgerRule(
            "an entry is about the lot's own holder",
            brokenBy: """
                SELECT ledger.seq FROM ledger JOIN lots ON lots.seq = lot
                WHERE ledger.end_user <> lots.end_user OR ledger.point_type <> lots.point_type
                    OR ledger.partner <> lots.partner
                """
        ),
        LedgerRule(
            "nothing was refunded that was not spent",
            brokenBy: """
                SELECT 1 FROM ledger WHERE kind IN ('spend', 'post', 'refund')
                GROUP BY ifnull(issued_coupon, cause), lot
                HAVING sum(CASE kind WHEN 'refund' THEN -amount ELSE amount END) < 0
                """
        ),
        LedgerRule(
            "a balance holds and owes what the ledger says",
            brokenBy: """
                SELECT balances.end_user FROM balances LEFT JOIN ledger
                ON ledger.end_user = balances.end_user
                    AND ledger.point_type = balances.point_type
                    AND ('held' IN (from_account, to_account) OR 'owed' IN (from_account, to_account))
                GROUP BY balances.end_user, balances.point_type
                HAVING on_hold <> ifnull(sum(\(added(to: .held))), 0)
                    OR owed <> -ifnull(sum(\(added(to: .owed))), 0)
                """
        ),
        LedgerRule(
            "a hold took, spent and gave back what it says",
            brokenBy: """
                SELECT holds.id FROM holds LEFT JOIN ledger ON cause = holds.id
                GROUP BY holds.id
                HAVING ifnull(sum(iif(kind = 'hold', ledger.amount, 0)), 0) <> holds.amount
                    OR sum(iif(kind = 'post', ledger.amount, 0)) <> posted
                    OR sum(iif(kind = 'refund', ledger.amount, 0))
                        <> iif(status = 'refunded', posted, 0)
                    OR sum(\(added(to: .held))) <> iif(status = 'pending', holds.amount, 0)
                """
        ),
        LedgerRule(
            "no more of an award was taken back than was given",
            brokenBy: """
                SELECT lots.id FROM ledger JOIN lots ON lots.id = cause
                GROUP BY lots.id HAVING sum(ledger.amount) > lots.amount OR lots.reversed_at IS NULL
                """
        ),
        LedgerRule(
            "a coupon counts what it issued",
            brokenBy: """
                SELECT coupons.id FROM coupons LEFT JOIN issued_coupons ON coupon = coupons.id
                GROUP BY coupons.id HAVING coupons.issued <> count(issued_coupons.id)
                """
        ),
        LedgerRule(
            "an issued coupon was redeemed as often as it says",
            brokenBy: """
                SELECT issued_coupons.id FROM issued_coupons LEFT JOIN redemptions
                ON issued_coupon = issued_coupons.id GROUP BY issued_coupons.id
                HAVING uses <> count(use) - (SELECT count(*) FROM redemption_undos
                    WHERE redemption_undos.issued_coupon = issued_coupons.id)
                """
        ),
        LedgerRule(
            "nothing was undone that was not redeemed",
            brokenBy: """
                SELECT 1 FROM redemption_undos WHERE NOT EXISTS (SELECT 1 FROM redemptions
                WHERE redemptions.issued_coupon = redemption_undos.issued_coupon
                    AND redemptions.use = redemption_undos.use)
                """
        ),
        LedgerRule(
            "what is told of a coupon's uses is what they are",
            brokenBy: """
                SELECT coupons.id FROM coupons
                LEFT JOIN coupon_uses ON coupon_uses.id = coupons.id
                LEFT JOIN issued_coupons ON coupon = coupons.id GROUP BY coupons.id
                HAVING ifnull(max(coupon_uses.issued), 0) <> max(coupons.issued)
                    OR ifnull(max(redeemed), 0) <> ifnull(sum(uses), 0)
                """
        ),
        LedgerRule(
            "reports count what happened",
            brokenBy: """
                SELECT 1 FROM (SELECT partner, measure, slot, thing, value FROM report_sums
                    UNION ALL SELECT partner, measure, at / 900000, thing, -amount FROM (
                        \(([LoyaltyFacts.ledger] + LoyaltyFacts.coupons).joined(separator: " UNION ALL "))))
                WHERE EXISTS (SELECT 1 FROM report_backlogs)
                    AND NOT EXISTS (SELECT 1 FROM report_backlogs WHERE is_done = 0)
                GROUP BY partner, measure, slot, thing HAVING sum(value) <> 0
                """
        ),
    ]

    /// What an entry adds to an account.
    private static func added(to account: LedgerAccount) -> String {
        """
        CASE '\(account.rawValue)' WHEN to_account THEN ledger.amount
        WHEN from_account THEN -ledger.amount ELSE 0 END
        """
    }
}
