package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EditCoupon: CommandHandler {
    /// Coupons that were already issued keep the expiry and the times that they were issued with.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.couponPartner()
        let coupon = try context.edit(
            CouponRecord.self,
            request.couponId,
            of: partner.id,
            version: request.version
        ) { record in
            guard record.status != .archived else {
                throw Refusal(.wrongState, "A coupon that is archived can't be edited.")
            }
            let terms = try request.terms.dated(in: partner.timeZone, before: record)
            try CouponRules.check(terms, at: context.now, before: record)
            if terms.price?.pointTypeId != record.price?.pointTypeId {
                try context.checkPrice(terms.price, of: partner.id)
            }
            if terms.channelIds != record.channelIds {
                try context.checkChannels(terms.channelIds, of: partner.id)
            }
            record.take(terms)
        }
        try context.storeChannels(of: coupon)
        return coupon.coupon
    }
}
