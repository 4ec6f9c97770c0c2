import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A point type as it lies in the database.
struct PointTypeRecord {
    let id: PointTypeID
    let partner: PartnerID
    var version: Int64
    var name: String
    var validity: Validity?
    var noticeDays: Int64?
    var noticeMessage: String?
    var status: PointTypeStatus
    let createdAt: Instant

    private static let columns = """
        id, partner, version, name, valid_months, valid_days, notice_days, notice_message, status,
        created_at
        """

    /// Point types of that partner; another's looks as if it did not exist.
    static func find(
        _ id: PointTypeID,
        of partner: PartnerID,
        in database: Database
    ) throws -> PointTypeRecord {
        let row = try database.row(
            "SELECT \(columns) FROM point_types WHERE id = ? AND partner = ?",
            [id, partner]
        )
        guard let row else { throw Refusal(.notFound) }
        return PointTypeRecord(row: row)
    }

    /// What the partner gives now, oldest first.
    static func active(of partner: PartnerID, in database: Database) throws -> [PointTypeRecord] {
        try database.rows(
            """
            SELECT \(columns) FROM point_types WHERE partner = ? AND status = 'active'
            ORDER BY id LIMIT \(PointTypeRules.largestCount)
            """,
            [partner]
        ).map(PointTypeRecord.init)
    }

    static func list(
        _ request: ListPointTypes.Request,
        of partner: PartnerID,
        limit: Int,
        in database: Database
    ) throws -> [PointTypeRecord] {
        try database.rows(
            """
            SELECT \(columns) FROM point_types
            WHERE partner = ?1 AND (?2 IS NULL OR id < ?2)
                AND (?3 IS NULL OR instr(name_key, ?3) > 0)
                AND (?4 IS NULL OR created_at >= ?4) AND (?5 IS NULL OR created_at < ?5)
                AND (?6 OR status = 'active')
            ORDER BY id DESC LIMIT ?7
            """,
            [
                partner, request.after, request.search.map { $0.lowercased() },
                request.createdFromAt, request.createdToAt, request.includeRetired ?? false, limit,
            ]
        ).map(PointTypeRecord.init)
    }

    static func count(of partner: PartnerID, in database: Database) throws -> Int {
        try database.value(
            Int.self,
            "SELECT count(*) FROM point_types WHERE partner = ? AND status = 'active'",
            [partner]
        ) ?? 0
    }

    static func page(
        after: PointTypeID?,
        limit: Int,
        in database: Database
    ) throws -> [(record: PointTypeRecord, tenant: TenantID)] {
        try database.rows(
            """
            SELECT point_types.*, partners.tenant FROM point_types
            JOIN partners ON partners.id = partner
            WHERE ?1 IS NULL OR point_types.id > ?1 ORDER BY point_types.id LIMIT ?2
            """,
            [after, limit]
        ).map { (PointTypeRecord(row: $0), $0["tenant"]) }
    }

    /// - Throws: `nameTaken`, which the database's unique index decides.
    func insert(in database: Database) throws {
        try refusingTakenName {
            try database.run(
                """
                INSERT INTO point_types (id, partner, version, name, name_key, valid_months,
                    valid_days, notice_days, notice_message, status, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id, partner, version, name, name.lowercased(), validity?.months,
                    validity?.days, noticeDays, noticeMessage, status, createdAt,
                ]
            )
        }
    }

    /// Stores a change of the version that was read before.
    mutating func update(in database: Database) throws {
        version += 1
        let record = self
        try refusingTakenName {
            try database.run(
                """
                UPDATE point_types SET version = ?, name = ?, name_key = ?, valid_months = ?,
                    valid_days = ?, notice_days = ?, notice_message = ?, status = ? WHERE id = ?
                """,
                [
                    record.version, record.name, record.name.lowercased(), record.validity?.months,
                    record.validity?.days, record.noticeDays, record.noticeMessage, record.status,
                    record.id,
                ]
            )
        }
    }

    private func refusingTakenName(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            throw Refusal(.nameTaken, "There is another active point type named \(name).")
        }
    }
}

extension PointTypeRecord {
    init(row: Row) {
        id = row["id"]
        partner = row["partner"]
        version = row["version"]
        name = row["name"]
        let months: Int64? = row["valid_months"]
        let days: Int64? = row["valid_days"]
        validity = months == nil && days == nil ? nil : Validity(months: months, days: days)
        noticeDays = row["notice_days"]
        noticeMessage = row["notice_message"]
        status = row["status"]
        createdAt = row["created_at"]
    }

    var pointType: PointType {
        PointType(
            id: id,
            version: version,
            name: name,
            validity: validity,
            expiryNoticeDays: noticeDays,
            expiryMessage: noticeMessage,
            status: status,
            createdAt: createdAt
        )
    }

    var changed: PointTypeChanged {
        PointTypeChanged(
            id: id,
            version: version,
            name: name,
            validity: validity,
            expiryNoticeDays: noticeDays,
            expiryMessage: noticeMessage,
            status: status
        )
    }
}
