import GRDB
import OctopusContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

/// Empties the columns of attributes that were retired, so that others can have them.
///
/// A tenant may have a million end users, so it goes on in slices, among all else that is written. Of an attribute
/// that lost its column a row remains: events of end users may still tell what identity is about to remove.
enum RetiredAttributes {
    static let job = "segments.retired"
    private static let slice = 2_000

    static func run<Environment>(in context: WorkContext<Environment>) throws -> JobResult {
        let database = context.database
        let first = try SegmentAttribute.one(
            database,
            """
            SELECT * FROM segment_attributes WHERE retired_at IS NOT NULL ORDER BY retired_at LIMIT 1
            """
        )
        guard let attribute = first else { return .idle }
        let place = attribute.clearedTo ?? .first(atMilliseconds: 0)
        let last = try EndUserID.one(
            database,
            "SELECT id FROM segment_people WHERE tenant = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ?",
            [attribute.tenant, place, slice - 1]
        )
        guard let last else {
            try attribute.clear(after: place, upTo: nil, in: database)
            try attribute.bury(in: database)
            return .again
        }
        try attribute.clear(after: place, upTo: last, in: database)
        try database.run(
            "UPDATE segment_attributes SET cleared_to = ? WHERE id = ?",
            [last, attribute.id]
        )
        return .again
    }

    /// The version with which an attribute was retired that has no column any more.
    static func version(of id: AttributeID, in database: Database) throws -> Int64? {
        try Int64.one(database, "SELECT version FROM segment_retired WHERE id = ?", [id])
    }
}

extension SegmentAttribute {
    fileprivate func clear(
        after place: EndUserID,
        upTo last: EndUserID?,
        in database: Database
    ) throws {
        try database.run(
            """
            UPDATE segment_people SET \(column) = NULL
            WHERE tenant = ? AND id > ? AND id <= ? AND \(column) IS NOT NULL
            """,
            [tenant, place, last ?? .first(atMilliseconds: .max)]
        )
    }

    /// Takes its column from one that was retired.
    func bury(in database: Database) throws {
        guard let retiredAt else { return }
        try Self.noteRetired(id, of: tenant, version, retiredAt, in: database)
        try database.run("DELETE FROM segment_attributes WHERE id = ?", [id])
    }

    static func noteRetired(
        _ id: AttributeID,
        of tenant: TenantID,
        _ version: Int64,
        _ retiredAt: Instant,
        in database: Database
    ) throws {
        try database.run(
            "INSERT OR REPLACE INTO segment_retired (id, tenant, version, retired_at) VALUES (?, ?, ?, ?)",
            [id, tenant, version, retiredAt]
        )
    }
}
