package import OctopusLoyaltyContract
package import OctopusServiceKit

/// What can be done with a coupon, and what becomes of it.
let couponSteps = Steps<CouponStatus>(
    .by(PublishCoupon.self, from: .draft, .paused, to: .published),
    .by(PauseCoupon.self, from: .published, to: .paused),
    .by(ArchiveCoupon.self, from: .draft, .published, .paused, to: .archived),
    .by(DeleteCoupon.self, from: .draft, .archived, to: .archived)
)

/// A method that takes one of the steps, and does nothing else.
package protocol CouponStep: CommandHandler
where Request == CouponVersion, Reply == Coupon, Environment == LoyaltyEnvironment {}

extension CouponStep {
    package static func run(
        _ request: CouponVersion,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        let partner = try context.couponPartner().id
        return try context.edit(
            CouponRecord.self,
            request.couponId,
            of: partner,
            version: request.version
        ) { coupon in
            coupon.status = try couponSteps.next(by: Self.self, from: coupon.status)
            if coupon.status == .published { try context.demandRoomForPublished(of: partner) }
        }.coupon
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Demands that the package gives one more published coupon.
    ///
    /// There is one writer, so of two at once the second sees what the first has published.
    fileprivate func demandRoomForPublished(of partner: PartnerID) throws {
        try Entitlement.of(partner, in: database).activeCoupons.demandRoom(
            for: .activeCoupons,
            beside: CouponRecord.countPublished(of: partner, in: database)
        )
    }
}

extension PublishCoupon: CouponStep {}
extension PauseCoupon: CouponStep {}
extension ArchiveCoupon: CouponStep {}
