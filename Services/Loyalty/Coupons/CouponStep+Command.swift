import OctopusLoyaltyContract
import OctopusServiceKit

extension CommandContext<LoyaltyEnvironment> {
    /// Moves a coupon from one state to the next.
    func step(_ step: CouponStep, _ id: CouponID, version: Int64) throws -> Coupon {
        let partner = try activePartner()
        var record = try CouponRecord.find(id, of: partner.id, in: database)
        guard record.version == version else { throw Refusal(.stale) }
        record.status = try step.from(record.status)
        try record.update(in: database)
        try emit(record.changed, about: record.id.uuid, of: partner)
        return record.coupon
    }
}
