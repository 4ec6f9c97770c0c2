import OctopusLoyaltyContract
import OctopusServiceKit

/// What a coupon may be, beyond the limits that its messages declare.
enum CouponRules {
    /// Of one partner, archived ones not counted.
    static let largestCount = 1000

    /// Holds new terms against what a coupon may be.
    ///
    /// - Parameters:
    ///   - terms: The new ones.
    ///   - now: The moment: an end that is set must be later.
    ///   - before: The coupon that they are for, if there is one: what was issued of it counts, and an
    ///     end that has passed may stay.
    /// - Throws: Everything that is wrong, at once.
    static func check(
        _ terms: CouponTerms,
        at now: Instant,
        before: CouponRecord? = nil
    ) throws(Refusal) {
        var fields = FieldRules()
        fields.number(
            terms.stock,
            "terms.stock",
            in: max(before?.issued ?? 0, 1)...LoyaltyLimits.stock.upperBound
        )
        fields.instant(terms.validFromAt, "terms.validFromAt")
        let end = terms.validToDate == nil ? "terms.validToAt" : "terms.validToDate"
        if let to = terms.validToAt, fields.instant(to, end) {
            fields.require(
                to > now || to == before?.validTo,
                end,
                .range,
                "It must be later than now."
            )
            if let from = terms.validFromAt {
                fields.require(from < to, end, .afterStart)
            }
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
