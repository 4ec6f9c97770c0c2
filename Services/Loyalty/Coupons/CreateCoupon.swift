package import OctopusLoyaltyContract
package import OctopusServiceKit

extension CreateCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.activePartner()
        try CouponRules.check(request.terms)
        try context.checkPrice(request.terms.price, of: partner)
        let count = try CouponRecord.count(of: partner.id, in: context.database)
        guard count < CouponRules.largestCount else {
            throw Refusal(.tooMany, "There are \(count) coupons; archive what is over.")
        }
        let record = CouponRecord(
            id: context.newID(),
            partner: partner.id,
            version: 1,
            status: .draft,
            terms: request.terms.tidied,
            issued: 0,
            createdAt: context.now
        )
        try record.insert(in: context.database)
        try context.emit(record.changed, about: record.id.uuid, of: partner)
        return try CouponRecord.find(record.id, of: partner.id, in: context.database).coupon
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// A price must be in points that the partner itself gives.
    func checkPrice(_ price: CouponPrice?, of partner: PartnerRecord) throws {
        guard let price else { return }
        let type = try PointTypeRecord.find(price.pointTypeId, of: partner.id, in: database)
        guard type.status == .active else { throw Refusal(.pointTypeRetired) }
    }
}
