import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListOwnCoupons: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<IssuedCoupon> {
        try list(request, in: context, within: WalletPage.mostBytes)
    }

    static func list(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>,
        within mostBytes: Int
    ) throws -> Page<IssuedCoupon> {
        let status = request.status ?? .held
        var list = ListQuery(
            """
            SELECT issued_coupons.*, title, partners.name AS partner_name FROM issued_coupons
            CROSS JOIN coupons ON coupons.id = issued_coupons.coupon
            CROSS JOIN partners ON partners.id = issued_coupons.partner
            LEFT JOIN entitlements ON entitlements.id = issued_coupons.partner
            """,
            by: "issued_coupons.id",
            direction: .descending
        )
        list.filter("issued_coupons.end_user", try context.caller.requireEndUser())
        list.filter("issued_coupons.status", status)
        if status == .held {
            // The job that books what has expired may come later.
            list.where("(expires_at IS NULL OR expires_at > ?)", at: context.now)
            list.sift("coupons.status IN ('published', 'paused') AND has_coupons IS NOT 0")
        }
        return try page(list, of: request, in: context, within: mostBytes) { row in
            try IssuedCouponRecord(row: row)
                .shown(title: row["title"], partnerName: row["partner_name"])
        }
    }
}
