import OctopusLoyaltyContract
import OctopusServiceKit

/// What a coupon may be, beyond the limits that its messages declare.
enum CouponRules {
    /// Of one partner, archived ones not counted.
    static let largestCount = 1000

    /// - Throws: Everything that is wrong, at once.
    static func check(_ terms: CouponTerms, issued: Int64 = 0) throws(Refusal) {
        var fields = FieldRules()
        fields.number(
            terms.stock,
            "terms.stock",
            in: max(issued, 1)...LoyaltyLimits.stock.upperBound
        )
        if let from = terms.validFromAt, let to = terms.validToAt {
            fields.require(from < to, "terms.validToAt", .afterStart)
        }
        try fields.check()
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// A price must be in points that the partner itself gives.
    func checkPrice(_ price: CouponPrice?, of partner: PartnerID) throws {
        guard let price else { return }
        let type = try PointTypeRecord.find(price.pointTypeId, of: partner, in: database)
        guard type.status == .active else { throw Refusal(.pointTypeRetired) }
    }
}
