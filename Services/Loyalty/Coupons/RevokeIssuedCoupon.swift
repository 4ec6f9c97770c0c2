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
        return Reply(
            refunded: try context.revoke(issued, of: partner, refund: request.refund == true)
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes back a coupon that is held and unused.
    ///
    /// - Returns: What the end user can use again of what was paid for it.
    func revoke(
        _ issued: IssuedCouponRecord,
        of partner: PartnerRecord,
        refund isRefunded: Bool = false
    ) throws -> Int64 {
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
        let refunded = isRefunded ? try refund(issued) : 0
        try emit(
            CouponRevoked(
                issuedCouponId: issued.id,
                couponId: issued.coupon,
                endUserId: issued.endUser,
                refunded: refunded
            ),
            about: issued.id.uuid,
            of: partner
        )
        return refunded
    }

    /// Gives what was paid back to the very lots, with the expiry that they have.
    ///
    /// Points of an award that was reversed meanwhile go the way that they would have gone then:
    /// otherwise spending before a reversal and taking back after it would make points. Those whose
    /// time has passed are in their lot again, for the job that books what has expired.
    ///
    /// - Returns: What the end user can use again.
    private func refund(_ issued: IssuedCouponRecord) throws -> Int64 {
        let book = try pointsBook()
        var refunded: Int64 = 0
        for spent in try SpentPortion.of(issued.id, in: database) {
            let holding = Holding(
                partner: issued.partner,
                endUser: issued.endUser,
                pointType: spent.pointType
            )
            try book.putBack(spent.portion, of: holding, for: issued.id)
            if spent.wasReversed {
                try book.take(spent.portion, of: holding, .reversal)
            } else if now < spent.expiresAt ?? .never {
                refunded += spent.portion.amount
            }
        }
        return refunded
    }
}

/// What was taken of one lot for a coupon.
private struct SpentPortion {
    let portion: Portion
    let pointType: PointTypeID
    let wasReversed: Bool
    let expiresAt: Instant?

    static func of(_ issued: IssuedCouponID, in database: Database) throws -> [SpentPortion] {
        try Row.all(
            database,
            """
            SELECT lot, ledger.amount, ledger.point_type, reversed_at, expires_at FROM ledger
            JOIN lots ON lots.seq = lot
            WHERE issued_coupon = ? AND issued_coupon IS NOT NULL AND kind = 'spend'
            ORDER BY ledger.seq
            """,
            [issued]
        ).map { row in
            let reversedAt: Instant? = row["reversed_at"]
            return SpentPortion(
                portion: Portion(lot: row["lot"], amount: row["amount"]),
                pointType: row["point_type"],
                wasReversed: reversedAt != nil,
                expiresAt: row["expires_at"]
            )
        }
    }
}
