import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

extension CommandContext<LoyaltyEnvironment> {
    /// Gives one of a coupon to an end user: got for its price, or given by the partner.
    ///
    /// `paid`: what was taken for it, in this transaction; `giver`: who gives it, if that is not the caller.
    func issueCoupon(
        _ coupon: CouponRecord,
        as id: IssuedCouponID,
        to endUser: EndUserID,
        of partner: PartnerRecord,
        paid: CouponPrice?,
        by giver: Acting? = nil
    ) throws -> IssuedCouponRecord {
        let issued = try IssuedCouponRecord(
            id,
            of: coupon,
            to: endUser,
            code: CouponCode(drawing: { ids.randomBytes(CouponCode.byteCount) }),
            in: environment.couponCodes,
            until: issuedExpiry(of: coupon, partner),
            at: now,
            by: giver ?? Acting(caller)
        )
        try issued.store(in: database)
        transaction.count(LoyaltyMeasure.couponsGiven, of: coupon.id, at: partner.id)
        try countUses(of: coupon.id, at: partner, issued: 1)
        try emit(
            CouponIssued(
                issuedCouponId: id,
                couponId: coupon.id,
                endUserId: endUser,
                paid: paid,
                expiresAt: issued.expiresAt
            ),
            about: id.uuid,
            of: partner
        )
        return issued
    }

    /// Takes one from the stock, or refuses, in one conditional statement.
    func takeFromStock(_ coupon: CouponRecord, for endUser: EndUserID) throws {
        let isInPackage = try Entitlement.of(coupon.partner, in: database).hasCoupons
        guard isInPackage, coupon.isAvailable(at: now), try coupon.isShown(in: database) else {
            throw Refusal(.couponUnavailable)
        }
        let limits = try coupon.limits(of: endUser, at: now, environment.calendar, in: database)
        for limit in limits where limit.left == 0 { throw limit.refusal(at: now) }
        let taken = try database.run(
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
            days: coupon.validDays,
            from: now,
            in: partner.timeZone
        )
        return [byDays, coupon.validTo].compactMap { $0 }.min()
    }
}
