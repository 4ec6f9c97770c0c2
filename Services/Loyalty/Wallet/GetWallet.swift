package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension GetWallet: ReadHandler {
    // Together less than a reply may have, with the longest names.
    private static let mostBalances = 1000
    private static let mostCoupons = 200

    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let endUser = try context.caller.requireEndUser()
        return Reply(
            balances: try Balances.list(of: endUser, at: context.now)
                .first(mostBalances, in: context.database)
                .map { try Balances.balance($0, at: context.now, in: context.database) },
            coupons: try coupons(of: endUser, at: context.now)
                .first(mostCoupons, in: context.database)
                .map { row in
                    try IssuedCouponRecord(row: row)
                        .shown(title: row["title"], partnerName: row["partner_name"])
                }
        )
    }

    /// What an end user holds and can use, newest first.
    private static func coupons(of endUser: EndUserID, at now: Instant) -> ListQuery {
        var list = ListQuery(
            """
            SELECT issued_coupons.*, title, partners.name AS partner_name FROM issued_coupons
            JOIN coupons ON coupons.id = issued_coupons.coupon
            JOIN partners ON partners.id = issued_coupons.partner
            """,
            by: "issued_coupons.id",
            direction: .descending
        )
        list.filter("issued_coupons.end_user", endUser)
        list.where("issued_coupons.status = 'held' AND coupons.status IN ('published', 'paused')")
        list.where("(expires_at IS NULL OR expires_at > ?)", at: now)
        return list
    }
}
