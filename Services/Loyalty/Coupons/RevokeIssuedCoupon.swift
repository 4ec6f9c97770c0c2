package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension RevokeIssuedCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let issued = try IssuedCouponRecord.find(
            request.issuedCouponId,
            of: partner.id,
            in: context.database
        )
        let revoked = try context.database.run(
            """
            UPDATE issued_coupons SET status = 'revoked', ended_at = ?1
            WHERE id = ?2 AND status = 'held' AND uses = 0
                AND (expires_at IS NULL OR expires_at > ?1)
            """,
            [context.now, issued.id]
        )
        guard revoked == 1 else {
            throw Refusal(.wrongState, "Only a coupon that is held and unused can be revoked.")
        }
        context.transaction.count(LoyaltyMeasure.couponsRevoked, of: issued.coupon, at: partner.id)
        let returned = request.refund == true ? try context.refund(issued.id) : Returned()
        try context.emit(
            CouponRevoked(
                issuedCouponId: issued.id,
                couponId: issued.coupon,
                endUserId: issued.endUser,
                refunded: returned.usable
            ),
            about: issued.id.uuid,
            of: partner
        )
        return Reply(refunded: returned.usable, expired: returned.toldExpired)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Gives what was paid back.
    fileprivate func refund(_ issued: IssuedCouponID) throws -> Returned {
        try pointsBook().putBack(
            TakenPortion.spent(on: issued, in: database),
            .refund,
            for: .coupon(issued)
        )
    }
}
