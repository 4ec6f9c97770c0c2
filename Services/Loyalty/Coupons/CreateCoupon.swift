package import OctopusLoyaltyContract
package import OctopusServiceKit

extension CreateCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.couponPartner()
        let terms = try request.terms.dated(in: partner.timeZone)
        try CouponRules.check(terms, at: context.now)
        try context.checkPrice(terms.price, of: partner.id)
        try context.checkChannels(terms.channelIds, of: partner.id)
        let count = try CouponRecord.count(of: partner.id, in: context.database)
        guard count < CouponRules.largestCount else {
            throw Refusal(.tooMany, "There are \(count) coupons; archive what is over.")
        }
        let coupon = try context.create(
            CouponRecord(terms, id: context.newID(), of: partner, at: context.now)
        )
        try context.storeChannels(of: coupon)
        return coupon.coupon
    }
}
