import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

extension CommandContext<LoyaltyEnvironment> {
    /// Gives one of a coupon to an end user: got for its price, or given by the partner.
    ///
    /// `paid`: what was taken for it, in this transaction.
    func issueCoupon(
        _ coupon: CouponRecord,
        as id: IssuedCouponID,
        to endUser: EndUserID,
        of partner: PartnerRecord,
        paid: CouponPrice?
    ) throws -> Instant? {
        let expiresAt = issuedExpiry(of: coupon, partner)
        try database.insertIssued(
            id,
            of: coupon,
            to: endUser,
            code: CouponCode(drawing: { ids.randomBytes(CouponCode.byteCount) }),
            expiresAt: expiresAt,
            at: now,
            by: Acting(caller)
        )
        try emit(
            CouponIssued(
                issuedCouponId: id,
                couponId: coupon.id,
                endUserId: endUser,
                paid: paid,
                expiresAt: expiresAt
            ),
            about: id.uuid,
            of: partner
        )
        return expiresAt
    }

    /// Takes one from the stock, or refuses, in one conditional statement.
    func takeFromStock(_ coupon: CouponRecord, for endUser: EndUserID) throws {
        guard coupon.status == .published, coupon.terms.isValid(at: now) else {
            throw Refusal(.couponUnavailable)
        }
        if let limit = coupon.terms.limitPerUser {
            let had = try IssuedCouponRecord.count(of: coupon.id, had: endUser, in: database)
            guard had < limit else {
                throw Refusal(.limitReached, "One end user can have \(limit), and has had \(had).")
            }
        }
        let taken = try database.count(
            """
            UPDATE coupons SET issued = issued + 1
            WHERE id = ? AND status = 'published' AND (stock IS NULL OR issued < stock)
            """,
            [coupon.id]
        )
        guard taken == 1 else { throw Refusal(.soldOut) }
    }

    /// The earlier of the coupon's own end and the days that run from now.
    private func issuedExpiry(of coupon: CouponRecord, _ partner: PartnerRecord) -> Instant? {
        let byDays = environment.calendar.expiry(
            days: coupon.terms.validDays,
            from: now,
            in: partner.timeZone
        )
        guard let byDays, let byEnd = coupon.terms.validToAt else {
            return byDays ?? coupon.terms.validToAt
        }
        return min(byDays, byEnd)
    }
}

extension Database {
    fileprivate func insertIssued(
        _ id: IssuedCouponID,
        of coupon: CouponRecord,
        to endUser: EndUserID,
        code: CouponCode,
        expiresAt: Instant?,
        at now: Instant,
        by acting: Acting
    ) throws {
        try run(
            """
            INSERT INTO issued_coupons (id, coupon, partner, end_user, code, status, uses_allowed,
                issued_at, expires_at, actor_kind, actor, impersonator, program)
            VALUES (?, ?, ?, ?, ?, 'held', ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, coupon.id, coupon.partner, endUser, code.canonical,
                coupon.terms.redeemableTimes ?? 1, now, expiresAt, acting.kind, acting.id,
                acting.impersonator, acting.program,
            ]
        )
    }
}
