import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// How a coupon came to the till.
enum RedemptionWay: String, DatabaseValueConvertible {
    case scan, code
}

extension CommandContext<LoyaltyEnvironment> {
    /// Uses an issued coupon once: one conditional statement decides between all who try.
    ///
    /// - Returns: Nil if it can't be used; the caller says so in its own words.
    func redeem(
        _ issued: IssuedCouponRecord,
        by way: RedemptionWay,
        of partner: PartnerRecord
    ) throws -> Redemption? {
        guard issued.isUsable(at: now) else { return nil }
        let used = try database.count(
            """
            UPDATE issued_coupons SET uses = uses + 1,
                status = CASE WHEN uses + 1 = uses_allowed THEN 'redeemed' ELSE status END,
                ended_at = CASE WHEN uses + 1 = uses_allowed THEN ?2 ELSE ended_at END
            WHERE id = ?1 AND status = 'held' AND uses < uses_allowed
                AND (expires_at IS NULL OR expires_at > ?2)
            """,
            [issued.id, now]
        )
        guard used == 1 else { return nil }
        let use = issued.uses + 1
        try database.insertRedemption(issued.id, use, way, at: now, by: Acting(caller))
        try emit(
            CouponRedeemed(
                issuedCouponId: issued.id,
                couponId: issued.coupon,
                endUserId: issued.endUser,
                use: use,
                redemptionsLeft: issued.usesAllowed - use
            ),
            about: issued.id.uuid,
            of: partner
        )
        return Redemption(
            issuedCouponId: issued.id,
            couponId: issued.coupon,
            endUserId: issued.endUser,
            title: issued.title,
            redeemedAt: now,
            redemptionsLeft: issued.usesAllowed - use
        )
    }
}

extension Database {
    fileprivate func insertRedemption(
        _ issued: IssuedCouponID,
        _ use: Int64,
        _ way: RedemptionWay,
        at now: Instant,
        by acting: Acting
    ) throws {
        try run(
            """
            INSERT INTO redemptions
                (issued_coupon, use, at, way, actor_kind, actor, impersonator, program)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                issued, use, now, way, acting.kind, acting.id, acting.impersonator, acting.program,
            ]
        )
    }
}
