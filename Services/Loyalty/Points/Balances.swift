import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// What an end user has and can still use.
///
/// It is read from balances and expiries, however many lots stand behind these.
enum Balances {
    /// The point types of which something can be used, is held or is owed, oldest type first.
    static func list(of endUser: EndUserID, at now: Instant) -> ListQuery {
        var list = ListQuery(
            """
            SELECT balances.end_user, balances.point_type, point_types.name AS type_name,
                partners.id AS partner, partners.name AS partner_name, balances.on_hold
            FROM balances CROSS JOIN point_types ON point_types.id = balances.point_type
            JOIN partners ON partners.id = point_types.partner
            """,
            by: "balances.point_type"
        )
        list.filter("balances.end_user", endUser)
        list.where(
            """
            (balances.on_hold > 0 OR balances.owed > 0 OR balances.amount > (
                SELECT coalesce(sum(expiries.amount), 0) FROM expiries
                WHERE expiries.end_user = balances.end_user
                    AND expiries.point_type = balances.point_type AND expires_at <= ?))
            """,
            at: now
        )
        return list
    }

    /// A row of the list as it is told; to its owner, with what they may save for.
    static func balance(
        _ row: Row,
        ofCaller isOwn: Bool = false,
        at now: Instant,
        in database: Database
    ) throws -> Balance {
        let (endUser, pointType): (EndUserID, PointTypeID) = (row["end_user"], row["point_type"])
        let held: Int64 = row["on_hold"]
        let amount = try database.balance(of: endUser, pointType, at: now)
        return Balance(
            partnerId: row["partner"],
            partnerName: row["partner_name"],
            pointTypeId: pointType,
            pointTypeName: row["type_name"],
            amount: amount,
            nextExpiry: try database.nextExpiry(of: endUser, pointType, at: now),
            held: held == 0 ? nil : held,
            nextCoupon: try isOwn
                ? database.nextCoupon(for: endUser, pointType, having: amount, at: now) : nil
        )
    }
}

extension Database {
    /// What can be used at that moment: all that is stored but what has passed its time, less what is
    /// owed; where something is owed, nothing else is left.
    func balance(
        of endUser: EndUserID,
        _ pointType: PointTypeID,
        at now: Instant
    ) throws -> Int64 {
        let row = try Row.one(
            self,
            "SELECT amount, owed FROM balances WHERE end_user = ? AND point_type = ?",
            [endUser, pointType]
        )
        let (stored, owed): (Int64, Int64) = (row?["amount"] ?? 0, row?["owed"] ?? 0)
        guard stored > 0 else { return -owed }
        let expired = try Int64.one(
            self,
            """
            SELECT coalesce(sum(amount), 0) FROM expiries
            WHERE end_user = ? AND point_type = ? AND expires_at <= ?
            """,
            [endUser, pointType, now]
        )
        return stored - (expired ?? 0) - owed
    }

    fileprivate func nextExpiry(
        of endUser: EndUserID,
        _ pointType: PointTypeID,
        at now: Instant
    ) throws -> NextExpiry? {
        try Row.one(
            self,
            """
            SELECT amount, expires_at FROM expiries
            WHERE end_user = ? AND point_type = ? AND expires_at > ?
            ORDER BY expires_at LIMIT 1
            """,
            [endUser, pointType, now]
        ).map { NextExpiry(amount: $0["amount"], expiresAt: $0["expires_at"]) }
    }

    /// The cheapest of the coupons that they could get if they had more points.
    fileprivate func nextCoupon(
        for endUser: EndUserID,
        _ pointType: PointTypeID,
        having amount: Int64,
        at now: Instant
    ) throws -> NextCoupon? {
        try Row.one(
            self,
            """
            SELECT coupons.id, title, price_amount FROM coupons
            WHERE price_type = ? AND price_amount > ? AND \(CouponRecord.availability())
                AND \(CouponRecord.isShown) AND (stock IS NULL OR issued < stock)
                AND (limit_per_user IS NULL OR limit_per_user > (
                    SELECT count(*) FROM issued_coupons AS had WHERE had.coupon = coupons.id
                        AND had.end_user = ? AND had.status <> 'revoked'))
                AND EXISTS (SELECT 1 FROM partners
                    LEFT JOIN entitlements ON entitlements.id = partners.id
                    WHERE partners.id = coupons.partner AND partners.status = 'active'
                        AND has_coupons IS NOT 0)
            ORDER BY price_amount LIMIT 1
            """,
            [pointType, amount, now, now, endUser]
        ).map { row in
            let price: Int64 = row["price_amount"]
            return NextCoupon(
                couponId: row["id"],
                title: row["title"],
                price: price,
                missing: price - amount
            )
        }
    }
}
