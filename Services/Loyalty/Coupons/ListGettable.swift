import OctopusIdentityContract
package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension ListGettable: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Offer> {
        let partner = try PartnerRecord.active(
            context.caller.requirePartner(),
            in: context.database
        )
        let endUser = try context.caller.requireEndUser()
        guard try Entitlement.of(partner.id, in: context.database).hasCoupons else {
            return Page(items: [])
        }
        var list = ListQuery(
            "SELECT coupons.*, name FROM coupons LEFT JOIN point_types ON point_types.id = price_type",
            by: "coupons.id",
            direction: .descending
        )
        list.filter("coupons.partner", partner.id)
        list.where(CouponRecord.isAvailable, at: context.now)
        list.where(CouponRecord.isShown)
        if let channel = request.channelId {
            _ = try ChannelRecord.published(channel, of: partner.id, in: context.database)
            list.sift(CouponRecord.isShownInOne, channel)
        }
        return try page(list, of: request, in: context) { row in
            try offer(CouponRecord(row: row), in: row["name"], to: endUser, context)
        }
    }

    /// A coupon as one end user sees it: what they lack, what is left.
    private static func offer(
        _ coupon: CouponRecord,
        in pointTypeName: String?,
        to endUser: EndUserID,
        _ context: ReadContext<LoyaltyEnvironment>
    ) throws -> Offer {
        let shown = coupon.coupon.terms
        let balance = try coupon.price.map {
            try context.database.balance(of: endUser, $0.pointTypeId, at: context.now)
        }
        let missing = max(0, (coupon.price?.amount ?? 0) - (balance ?? 0))
        let left = coupon.stock.map { max(0, $0 - coupon.issued) }
        let limits = try coupon.limits(
            of: endUser,
            at: context.now,
            context.environment.calendar,
            in: context.database
        )
        let leftForUser = limits.map(\.left).min()
        return Offer(
            couponId: coupon.id,
            title: shown.title,
            description: shown.description,
            terms: shown.terms,
            price: coupon.price,
            pointTypeName: pointTypeName,
            balance: balance,
            missing: missing,
            left: left,
            leftForUser: leftForUser,
            againAt: limits.againAt,
            validToAt: coupon.validTo,
            canGet: missing == 0 && left != 0 && leftForUser != 0
        )
    }
}
