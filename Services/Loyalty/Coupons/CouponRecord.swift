import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A coupon as it lies in the database.
struct CouponRecord {
    let id: CouponID
    let partner: PartnerID
    var version: Int64
    var status: CouponStatus
    var terms: CouponTerms
    let issued: Int64
    let createdAt: Instant

    private static let columns = """
        id, partner, version, status, title, description, terms, price_type, price_amount,
        valid_from, valid_to, valid_days, stock, issued, limit_per_user, redeemable_times,
        created_at
        """

    /// A coupon of that partner; another's looks as if it did not exist.
    static func find(
        _ id: CouponID,
        of partner: PartnerID,
        in database: Database
    ) throws -> CouponRecord {
        let row = try database.row(
            "SELECT \(columns) FROM coupons WHERE id = ? AND partner = ?",
            [id, partner]
        )
        guard let row else { throw Refusal(.notFound) }
        return CouponRecord(row: row)
    }

    static func list(
        _ request: ListCoupons.Request,
        of partner: PartnerID,
        limit: Int,
        in database: Database
    ) throws -> [CouponRecord] {
        try database.rows(
            """
            SELECT \(columns) FROM coupons
            WHERE partner = ?1 AND (?2 IS NULL OR id < ?2) AND (?3 IS NULL OR status = ?3)
                AND (?4 IS NULL OR instr(title_key, ?4) > 0)
            ORDER BY id DESC LIMIT ?5
            """,
            [
                partner, request.after, request.status, request.search.map { $0.lowercased() },
                limit,
            ]
        ).map(CouponRecord.init)
    }

    /// Published ones whose time it is, newest first.
    static func available(
        of partner: PartnerID,
        after: CouponID? = nil,
        limit: Int,
        at now: Instant,
        in database: Database
    ) throws -> [CouponRecord] {
        try database.rows(
            """
            SELECT \(columns) FROM coupons
            WHERE partner = ?1 AND status = 'published' AND (?2 IS NULL OR id < ?2)
                AND (valid_from IS NULL OR valid_from <= ?3)
                AND (valid_to IS NULL OR valid_to > ?3)
            ORDER BY id DESC LIMIT ?4
            """,
            [partner, after, now, limit]
        ).map(CouponRecord.init)
    }

    static func page(
        after: CouponID?,
        limit: Int,
        in database: Database
    ) throws -> [(record: CouponRecord, tenant: TenantID)] {
        try database.rows(
            """
            SELECT coupons.*, partners.tenant FROM coupons JOIN partners ON partners.id = partner
            WHERE ?1 IS NULL OR coupons.id > ?1 ORDER BY coupons.id LIMIT ?2
            """,
            [after, limit]
        ).map { (CouponRecord(row: $0), $0["tenant"]) }
    }

    static func count(of partner: PartnerID, in database: Database) throws -> Int {
        try database.value(
            Int.self,
            "SELECT count(*) FROM coupons WHERE partner = ? AND status <> 'archived'",
            [partner]
        ) ?? 0
    }

    func insert(in database: Database) throws {
        try database.run(
            """
            INSERT INTO coupons (title, title_key, description, terms, price_type, price_amount,
                valid_from, valid_to, valid_days, stock, limit_per_user, redeemable_times,
                version, status, id, partner, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            termsArguments + [version, status, id, partner, createdAt]
        )
    }

    /// Stores a change of the version that was read before.
    ///
    /// What was issued meanwhile stays counted: that column has a writer of its own.
    mutating func update(in database: Database) throws {
        version += 1
        try database.run(
            """
            UPDATE coupons SET title = ?, title_key = ?, description = ?, terms = ?,
                price_type = ?, price_amount = ?, valid_from = ?, valid_to = ?, valid_days = ?,
                stock = ?, limit_per_user = ?, redeemable_times = ?, version = ?, status = ?
            WHERE id = ?
            """,
            termsArguments + [version, status, id]
        )
    }

    private var termsArguments: StatementArguments {
        [
            terms.title, terms.title.lowercased(), terms.description, terms.terms,
            terms.price?.pointTypeId, terms.price?.amount, terms.validFromAt, terms.validToAt,
            terms.validDays, terms.stock, terms.limitPerUser, terms.redeemableTimes ?? 1,
        ]
    }
}

extension CouponRecord {
    init(row: Row) {
        id = row["id"]
        partner = row["partner"]
        version = row["version"]
        status = row["status"]
        issued = row["issued"]
        createdAt = row["created_at"]
        let priceType: PointTypeID? = row["price_type"]
        terms = CouponTerms(
            title: row["title"],
            description: row["description"],
            terms: row["terms"],
            price: priceType.map { CouponPrice(pointTypeId: $0, amount: row["price_amount"]) },
            validFromAt: row["valid_from"],
            validToAt: row["valid_to"],
            validDays: row["valid_days"],
            stock: row["stock"],
            limitPerUser: row["limit_per_user"],
            redeemableTimes: row["redeemable_times"]
        )
    }

    var coupon: Coupon {
        Coupon(
            id: id,
            version: version,
            status: status,
            terms: terms,
            issued: issued,
            createdAt: createdAt
        )
    }

    var changed: CouponChanged {
        CouponChanged(id: id, version: version, status: status, terms: terms)
    }
}
