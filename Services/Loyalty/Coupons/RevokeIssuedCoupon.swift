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
        let returned = try context.revoke(issued, of: partner, refund: request.refund == true)
        return Reply(refunded: returned.usable, expired: returned.toldExpired)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes back a coupon that is held and unused.
    ///
    /// - Returns: What came back of what was paid for it.
    func revoke(
        _ issued: IssuedCouponRecord,
        of partner: PartnerRecord,
        refund isRefunded: Bool = false
    ) throws -> Returned {
        let revoked = try database.run(
            """
            UPDATE issued_coupons SET status = 'revoked', ended_at = ?1
            WHERE id = ?2 AND status = 'held' AND uses = 0
                AND (expires_at IS NULL OR expires_at > ?1)
            """,
            [now, issued.id]
        )
        guard revoked == 1 else {
            throw Refusal(.wrongState, "Only a coupon that is held and unused can be revoked.")
        }
        transaction.count(LoyaltyMeasure.couponsRevoked, of: issued.coupon, at: partner.id)
        let returned = isRefunded ? try refund(issued.id) : Returned()
        try emit(
            CouponRevoked(
                issuedCouponId: issued.id,
                couponId: issued.coupon,
                endUserId: issued.endUser,
                refunded: returned.usable
            ),
            about: issued.id.uuid,
            of: partner
        )
        return returned
    }

    /// Gives what was paid back.
    private func refund(_ issued: IssuedCouponID) throws -> Returned {
        try pointsBook().putBack(
            TakenPortion.spent(on: issued, in: database),
            .refund,
            for: .coupon(issued)
        )
    }
}
