import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// How a coupon came to the till.
enum RedemptionWay: String, Codable, DatabaseValueConvertible {
    case scan, code, display
}

extension CommandContext<LoyaltyEnvironment> {
    /// Uses an issued coupon once: one conditional statement decides between all who try.
    ///
    /// `taker`: who takes it, if that is not the caller.
    ///
    /// - Returns: Nil if it can't be used; the caller says so in its own words.
    func redeem(
        _ held: HeldCoupon,
        by way: RedemptionWay,
        of partner: PartnerRecord,
        for taker: Acting? = nil
    ) throws -> Redemption? {
        guard held.isUsable(at: now) else { return nil }
        let issued = held.issued
        let used = try database.run(
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
        try RedemptionRecord(issued.id, use, way, at: now, by: taker ?? Acting(caller))
            .store(in: database)
        transaction.count(LoyaltyMeasure.couponsRedeemed, of: issued.coupon, at: partner.id)
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
        try noteRedemption(of: issued.endUser, at: partner)
        return Redemption(
            issuedCouponId: issued.id,
            couponId: issued.coupon,
            endUserId: issued.endUser,
            title: held.title,
            redeemedAt: now,
            redemptionsLeft: issued.usesAllowed - use
        )
    }
}

/// That a coupon was used.
private struct RedemptionRecord: StoredRecord {
    static let databaseTableName = "redemptions"

    let issuedCoupon: IssuedCouponID
    let use: Int64
    let at: Instant
    let way: RedemptionWay
    let actorKind: ActorKind
    let actor: UUID?
    let impersonator: UUID?
    let program: String?

    init(
        _ issuedCoupon: IssuedCouponID,
        _ use: Int64,
        _ way: RedemptionWay,
        at now: Instant,
        by acting: Acting
    ) {
        (self.issuedCoupon, self.use, self.way, at) = (issuedCoupon, use, way, now)
        (actorKind, actor) = (acting.kind, acting.id)
        (impersonator, program) = (acting.impersonator, acting.program)
    }
}
