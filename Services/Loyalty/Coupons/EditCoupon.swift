package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EditCoupon: CommandHandler {
    /// Coupons that were already issued keep the expiry and the times that they were issued with.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.couponPartner().id
        let coupon = try context.edit(
            CouponRecord.self,
            request.couponId,
            of: partner,
            version: request.version
        ) { record in
            guard record.status != .archived else {
                throw Refusal(.wrongState, "A coupon that is archived can't be edited.")
            }
            try CouponRules.check(request.terms, at: context.now, before: record)
            if request.terms.price?.pointTypeId != record.price?.pointTypeId {
                try context.checkPrice(request.terms.price, of: partner)
            }
            if request.terms.channelIds != record.channelIds {
                try context.checkChannels(request.terms.channelIds, of: partner)
            }
            record.take(request.terms)
        }
        try context.storeChannels(of: coupon)
        return coupon.coupon
    }
}
