import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// What a partner can give to an end user who was scanned: two statements, however much it is.
enum Givable {
    /// Its active point types, oldest first, with what the end user can use of them.
    static func points(
        of partner: PartnerID,
        to endUser: EndUserID,
        at now: Instant,
        on today: TenantDay,
        in database: Database
    ) throws -> [GivablePoints] {
        try Row.all(
            database,
            """
            SELECT point_types.id, name, ifnull(balances.amount - owed, 0) - (
                SELECT ifnull(sum(expiries.amount), 0) FROM expiries
                WHERE expiries.end_user = ?2 AND expiries.point_type = point_types.id
                    AND expires_at <= ?3) AS balance
            FROM point_types LEFT JOIN balances
            ON balances.end_user = ?2 AND balances.point_type = point_types.id
            WHERE partner = ?1 AND status = 'active'
                AND (valid_until IS NULL OR valid_until >= ?4)
            ORDER BY point_types.id LIMIT \(PointTypeRules.largestCount)
            """,
            [partner, endUser, now, CivilDate(day: today.number).text]
        ).map { GivablePoints(pointTypeId: $0["id"], name: $0["name"], balance: $0["balance"]) }
    }

    /// Its published coupons, newest first, that are left for this end user.
    static func coupons(
        of partner: PartnerRecord,
        to endUser: EndUserID,
        at now: Instant,
        _ calendar: ExpiryCalendar,
        in database: Database
    ) throws -> [GivableCoupon] {
        let begins = CouponPeriod.allCases.map { period in
            calendar.period(period, around: now, in: partner.timeZone).lowerBound
        }
        return try Row.all(
            database,
            """
            SELECT id, title FROM coupons
            WHERE partner = ?1 AND status = 'published' AND NOT EXISTS (
                    SELECT 1 FROM entitlements WHERE entitlements.id = ?1 AND has_coupons = 0)
                AND (valid_from IS NULL OR valid_from <= ?3)
                AND (valid_to IS NULL OR valid_to > ?3)
                AND (stock IS NULL OR issued < stock)
                AND (limit_per_user IS NULL OR limit_per_user > (
                    SELECT count(*) FROM issued_coupons
                    WHERE coupon = coupons.id AND end_user = ?2
                        AND issued_coupons.status <> 'revoked'))
                AND (limit_times IS NULL OR limit_times > (
                    SELECT count(*) FROM issued_coupons
                    WHERE coupon = coupons.id AND end_user = ?2
                        AND issued_coupons.status <> 'revoked' AND issued_at >= CASE limit_period
                            WHEN 'day' THEN ?4 WHEN 'week' THEN ?5 ELSE ?6 END))
                AND \(CouponRecord.isShown)
            ORDER BY id DESC LIMIT \(CouponRules.largestCount)
            """,
            [partner.id, endUser, now, begins[0], begins[1], begins[2]]
        ).map { GivableCoupon(couponId: $0["id"], title: $0["title"]) }
    }
}
