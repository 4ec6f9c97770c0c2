package import OctopusLoyaltyContract
package import OctopusServiceKit

extension DeleteCoupon: CommandHandler {
    /// The row stays: who once had one reads its title, and reports name it.
    package static func run(
        _ request: CouponVersion,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Empty {
        let partner = try context.couponPartner().id
        try context.edit(
            CouponRecord.self,
            request.couponId,
            of: partner,
            version: request.version
        ) { coupon in
            coupon.status = try couponSteps.next(by: Self.self, from: coupon.status)
            try coupon.delete(at: context.now)
            let isHeld = try IssuedCouponRecord.isHeld(
                coupon.id,
                at: context.now,
                in: context.database
            )
            guard !isHeld else { throw Refusal(.couponHeld) }
        }
        return Empty()
    }
}
