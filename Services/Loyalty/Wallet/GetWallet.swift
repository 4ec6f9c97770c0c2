package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension GetWallet: ReadHandler {
    // Together less than a reply may have, with the longest names.
    private static let mostBalances = 1000
    private static let mostCoupons = 200
    /// Held coupons that are looked at: those of an archived coupon can't be used any more.
    private static let mostHeld = 2000

    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let endUser = try context.caller.requireEndUser()
        return Reply(
            balances: try Balances.list(of: endUser, at: context.now)
                .first(mostBalances, in: context.database)
                .map { try Balances.balance($0, at: context.now, in: context.database) },
            coupons: try coupons(of: endUser, at: context.now, in: context.database)
        )
    }

    /// What an end user holds and can use, newest first.
    private static func coupons(
        of endUser: EndUserID,
        at now: Instant,
        in database: Database
    ) throws -> [IssuedCoupon] {
        try Row.all(
            database,
            """
            SELECT held.*, title, partners.name AS partner_name FROM (
                SELECT * FROM issued_coupons WHERE end_user = ? AND status = 'held'
                ORDER BY id DESC LIMIT \(mostHeld)) AS held
            JOIN coupons ON coupons.id = held.coupon
            JOIN partners ON partners.id = held.partner
            LEFT JOIN entitlements ON entitlements.id = held.partner
            WHERE coupons.status IN ('published', 'paused') AND has_coupons IS NOT 0
                AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY held.id DESC LIMIT \(mostCoupons)
            """,
            [endUser, now]
        ).map { row in
            try IssuedCouponRecord(row: row)
                .shown(title: row["title"], partnerName: row["partner_name"])
        }
    }
}
