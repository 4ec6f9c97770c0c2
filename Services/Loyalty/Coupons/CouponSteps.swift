package import OctopusLoyaltyContract
package import OctopusServiceKit

/// What can be done with a coupon, and what becomes of it.
let couponSteps = Steps<CouponStatus>(
    .by(PublishCoupon.self, from: .draft, .paused, to: .published),
    .by(PauseCoupon.self, from: .published, to: .paused),
    .by(ArchiveCoupon.self, from: .draft, .published, .paused, to: .archived)
)

/// A method that takes one of the steps, and does nothing else.
package protocol CouponStep: CommandHandler
where Request == CouponVersion, Reply == Coupon, Environment == LoyaltyEnvironment {}

extension CouponStep {
    package static func run(
        _ request: CouponVersion,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        try context.edit(
            CouponRecord.self,
            request.couponId,
            of: context.activePartner().id,
            version: request.version
        ) { $0.status = try couponSteps.next(by: Self.self, from: $0.status) }.coupon
    }
}

extension PublishCoupon: CouponStep {}
extension PauseCoupon: CouponStep {}
extension ArchiveCoupon: CouponStep {}
