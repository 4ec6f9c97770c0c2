import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// A coupon that an end user got, as it lies in the database.
struct IssuedCouponRecord: OwnedRecord {
    static let databaseTableName = "issued_coupons"

    let id: IssuedCouponID
    let coupon: CouponID
    let partner: PartnerID
    let endUser: EndUserID
    /// What finds it, and what shows it again.
    private let codeHash: String
    let sealedCode: Data
    let status: IssuedCouponStatus
    let uses: Int64
    let usesAllowed: Int64
    let issuedAt: Instant
    let expiresAt: Instant?
    private let endedAt: Instant?
    private let actorKind: ActorKind
    private let actor: UUID?
    private let impersonator: UUID?
    private let program: String?

    /// A new one.
    init(
        _ id: IssuedCouponID,
        of coupon: CouponRecord,
        to endUser: EndUserID,
        code: CouponCode,
        in codes: CouponCodes,
        until expiresAt: Instant?,
        at now: Instant,
        by acting: Acting
    ) throws {
        (self.id, self.coupon, partner) = (id, coupon.id, coupon.partner)
        (self.endUser, status) = (endUser, .held)
        (codeHash, sealedCode) = (codes.hash(code), try codes.seal(code, of: id))
        (uses, usesAllowed) = (0, coupon.redeemableTimes)
        (issuedAt, self.expiresAt, endedAt) = (now, expiresAt, nil)
        (actorKind, actor) = (acting.kind, acting.id)
        (impersonator, program) = (acting.impersonator, acting.program)
    }

    /// How many of a coupon an end user has had since a moment, those taken back not counted.
    static func count(
        of coupon: CouponID,
        had endUser: EndUserID,
        since moment: Instant,
        in database: Database
    ) throws -> Int64 {
        try Int64.one(
            database,
            """
            SELECT count(*) FROM issued_coupons
            WHERE coupon = ? AND end_user = ? AND status <> 'revoked' AND issued_at >= ?
            """,
            [coupon, endUser, moment]
        ) ?? 0
    }

    /// Whether a user gave it, in nobody's place.
    func wasGiven(by user: UUID) -> Bool {
        actorKind == .user && actor == user && impersonator == nil
    }

    /// Whether anybody holds one of a coupon that has not expired.
    static func isHeld(_ coupon: CouponID, at now: Instant, in database: Database) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM issued_coupons WHERE coupon = ? AND status = 'held'
                AND (expires_at IS NULL OR expires_at > ?) LIMIT 1
            """,
            [coupon, now]
        )
    }

    func shown(title: String, partnerName: String) -> IssuedCoupon {
        IssuedCoupon(
            id: id,
            couponId: coupon,
            partnerId: partner,
            partnerName: partnerName,
            title: title,
            status: status,
            redemptionsLeft: usesAllowed - uses,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            // The job that books an expiry comes later.
            endedAt: status == .expired ? expiresAt : endedAt,
            usesAllowed: usesAllowed
        )
    }
}

/// An issued coupon, with what its definition says of it now.
struct HeldCoupon: FetchableRecord {
    let issued: IssuedCouponRecord
    let couponStatus: CouponStatus
    let title: String
    /// Whether the partner's package includes coupons.
    private let isInPackage: Bool

    private static let select = """
        SELECT issued_coupons.*, coupons.status AS coupon_status, title,
            ifnull(has_coupons, 1) AS is_in_package
        FROM issued_coupons JOIN coupons ON coupons.id = issued_coupons.coupon
        LEFT JOIN entitlements ON entitlements.id = issued_coupons.partner
        """

    init(row: Row) throws {
        issued = try IssuedCouponRecord(row: row)
        couponStatus = row["coupon_status"]
        title = row["title"]
        isInPackage = row["is_in_package"]
    }

    static func find(
        _ id: IssuedCouponID,
        of partner: PartnerID,
        in database: Database
    ) throws -> HeldCoupon? {
        try one(
            database,
            "\(select) WHERE issued_coupons.id = ? AND issued_coupons.partner = ?",
            [id, partner]
        )
    }

    static func find(
        codeHash: String,
        of partner: PartnerID,
        in database: Database
    ) throws -> HeldCoupon? {
        try one(
            database,
            "\(select) WHERE issued_coupons.code_hash = ? AND issued_coupons.partner = ?",
            [codeHash, partner]
        )
    }

    /// The copy of a coupon that an end user holds and that expires first.
    static func first(
        of coupon: CouponID,
        heldBy endUser: EndUserID,
        at now: Instant,
        in database: Database
    ) throws -> HeldCoupon? {
        // Of a group, SQLite takes the columns beside a minimum from the row that has it.
        let row = try Row.one(
            database,
            """
            SELECT id, partner, min(ifnull(expires_at, \(Instant.never.milliseconds)))
            FROM issued_coupons
            WHERE coupon = ? AND end_user = ? AND status <> 'revoked' AND status = 'held'
                AND (expires_at IS NULL OR expires_at > ?)
            """,
            [coupon, endUser, now]
        )
        guard let row, let id = row["id"] as IssuedCouponID? else { return nil }
        return try find(id, of: row["partner"], in: database)
    }

    /// Whether it can be used now.
    ///
    /// Its expiry is decided here; the job that books it comes later.
    func isUsable(at now: Instant) -> Bool {
        guard isInPackage, issued.status == .held,
            couponStatus == .published || couponStatus == .paused
        else { return false }
        return now < issued.expiresAt ?? .never
    }
}
