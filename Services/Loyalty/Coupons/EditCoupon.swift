package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EditCoupon: CommandHandler {
    /// Coupons that were already issued keep the expiry and the times that they were issued with.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.activePartner()
        var record = try CouponRecord.find(
            request.couponId,
            of: partner.id,
            in: context.database
        )
        guard record.version == request.version else { throw Refusal(.stale) }
        guard record.status != .archived else {
            throw Refusal(.wrongState, "A coupon that is archived can't be edited.")
        }
        try CouponRules.check(request.terms, issued: record.issued)
        if request.terms.price?.pointTypeId != record.terms.price?.pointTypeId {
            try context.checkPrice(request.terms.price, of: partner)
        }
        record.terms = request.terms.tidied
        try record.update(in: context.database)
        try context.emit(record.changed, about: record.id.uuid, of: partner)
        return try CouponRecord.find(record.id, of: partner.id, in: context.database).coupon
    }
}
