import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// An issued coupon as it lies in the database, with what its definition says of it now.
struct IssuedCouponRecord {
    let id: IssuedCouponID
    let coupon: CouponID
    let couponStatus: CouponStatus
    let couponValidFrom: Instant?
    let title: String
    let partner: PartnerID
    let partnerName: String
    let endUser: EndUserID
    let code: String
    let status: IssuedCouponStatus
    let uses: Int64
    let usesAllowed: Int64
    let issuedAt: Instant
    let expiresAt: Instant?

    private static let select = """
        SELECT issued_coupons.*, coupons.status AS coupon_status, coupons.valid_from, title,
            partners.name AS partner_name
        FROM issued_coupons JOIN coupons ON coupons.id = issued_coupons.coupon
        JOIN partners ON partners.id = issued_coupons.partner
        """

    private init(row: Row) {
        id = row["id"]
        coupon = row["coupon"]
        couponStatus = row["coupon_status"]
        couponValidFrom = row["valid_from"]
        title = row["title"]
        partner = row["partner"]
        partnerName = row["partner_name"]
        endUser = row["end_user"]
        code = row["code"]
        status = row["status"]
        uses = row["uses"]
        usesAllowed = row["uses_allowed"]
        issuedAt = row["issued_at"]
        expiresAt = row["expires_at"]
    }

    static func find(
        _ id: IssuedCouponID,
        of partner: PartnerID,
        in database: Database
    ) throws -> IssuedCouponRecord? {
        try database.row(
            "\(select) WHERE issued_coupons.id = ? AND issued_coupons.partner = ?",
            [id, partner]
        ).map(IssuedCouponRecord.init)
    }

    static func find(
        code: CouponCode,
        of partner: PartnerID,
        in database: Database
    ) throws -> IssuedCouponRecord? {
        try database.row(
            "\(select) WHERE issued_coupons.code = ? AND issued_coupons.partner = ?",
            [code.canonical, partner]
        ).map(IssuedCouponRecord.init)
    }

    /// What an end user holds and can use, newest first.
    static func usable(
        by endUser: EndUserID,
        limit: Int,
        at now: Instant,
        in database: Database
    ) throws -> [IssuedCouponRecord] {
        try database.rows(
            """
            \(select) WHERE issued_coupons.end_user = ? AND issued_coupons.status = 'held'
                AND (issued_coupons.expires_at IS NULL OR issued_coupons.expires_at > ?)
                AND coupons.status IN ('published', 'paused')
            ORDER BY issued_coupons.id DESC LIMIT ?
            """,
            [endUser, now, limit]
        ).map(IssuedCouponRecord.init)
    }

    /// How many of a coupon an end user has had, those taken back not counted.
    static func count(
        of coupon: CouponID,
        had endUser: EndUserID,
        in database: Database
    ) throws -> Int64 {
        try database.value(
            Int64.self,
            """
            SELECT count(*) FROM issued_coupons
            WHERE coupon = ? AND end_user = ? AND status <> 'revoked'
            """,
            [coupon, endUser]
        ) ?? 0
    }

    /// Whether it can be used now.
    ///
    /// Its expiry is decided here; the job that books it comes later.
    func isUsable(at now: Instant) -> Bool {
        guard status == .held, couponStatus == .published || couponStatus == .paused else {
            return false
        }
        return (couponValidFrom ?? now) <= now && now < (expiresAt ?? Instant(milliseconds: .max))
    }

    var issuedCoupon: IssuedCoupon {
        IssuedCoupon(
            id: id,
            couponId: coupon,
            partnerId: partner,
            partnerName: partnerName,
            title: title,
            status: status,
            redemptionsLeft: usesAllowed - uses,
            issuedAt: issuedAt,
            expiresAt: expiresAt
        )
    }
}
