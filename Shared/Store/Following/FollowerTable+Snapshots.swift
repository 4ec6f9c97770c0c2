import FoundationEssentials
import GRDB

/// A range of a table's keys, and what of it a snapshot did not show.
struct MissingRange: Sendable {
    let after: UUID?
    let last: UUID
    /// How many things of it were not shown.
    let missing: Int
}

/// What a snapshot under way has shown.
extension FollowerTable {
    private static let clearedAtOnce = 1_000
    /// How many rows of a dependent table one transaction deletes.
    static let deletedAtOnce = 1_000

    /// Forgets some of what a snapshot showed, and of what is parked of the kinds that another shows.
    ///
    /// - Returns: whether there may be more.
    func clearSnapshot(parkedOf kinds: Set<String>, in database: Database) throws -> Bool {
        let limit = Self.clearedAtOnce
        try database.cachedStatement(
            sql: """
                DELETE FROM snapshot_subjects WHERE (name, shard, kind, subject) IN
                (SELECT name, shard, kind, subject FROM snapshot_subjects
                WHERE name = ? AND shard = ? LIMIT ?)
                """
        ).execute(arguments: [name, shard, limit])
        var isMore = database.changesCount == limit
        for kind in kinds.sorted() {
            try database.cachedStatement(
                sql: """
                    DELETE FROM parked WHERE rowid IN
                    (SELECT rowid FROM parked WHERE name = ? AND shard = ? AND kind = ? LIMIT ?)
                    """
            ).execute(arguments: [name, shard, kind, limit])
            isMore = isMore || database.changesCount == limit
        }
        return isMore
    }

    func show(_ state: StoredEvent, in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO snapshot_subjects VALUES (?, ?, ?, ?)"
        ).execute(arguments: [name, shard, state.kind, state.subject])
    }

    /// The next keys of a table.
    ///
    /// - Returns: nil after the last key.
    func range(
        of kind: String,
        _ retention: Retention,
        after: UUID?,
        count: Int,
        _ database: Database
    ) throws -> MissingRange? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT max(thing), total(NOT EXISTS (SELECT 1 FROM snapshot_subjects
                WHERE name = ? AND shard = ? AND kind = ? AND subject = thing)) FROM
                (SELECT \(retention.column) AS thing FROM \(retention.table)
                WHERE \(retention.column) > ? ORDER BY \(retention.column) LIMIT ?)
                """
        )
        let row = try Row.fetchOne(
            statement,
            arguments: [name, shard, kind, Self.start(after), count]
        )
        guard let row, let last = row[0] as UUID? else { return nil }
        return MissingRange(after: after, last: last, missing: Int(row[1] as Double))
    }

    /// Deletes some rows of a dependent table.
    ///
    /// - Returns: whether there may be more.
    func delete(
        _ dependent: Retention.Dependent,
        of range: MissingRange,
        _ kind: String,
        _ retention: Retention,
        in database: Database
    ) throws -> Bool {
        let key = try database.primaryKey(dependent.table).columns.joined(separator: ", ")
        try database.cachedStatement(
            sql: """
                DELETE FROM \(dependent.table) WHERE (\(key)) IN (SELECT \(key) FROM \(dependent.table)
                WHERE \(dependent.column) IN (\(Self.missing(retention))) LIMIT ?)
                """
        ).execute(
            arguments: arguments(range, kind) + [Self.deletedAtOnce]
        )
        return database.changesCount == Self.deletedAtOnce
    }

    /// Changes or deletes the rows of a range whose things the snapshot did not show.
    func forget(
        _ range: MissingRange,
        of kind: String,
        _ retention: Retention,
        in database: Database
    ) throws {
        let action =
            retention.assignments.map { "UPDATE \(retention.table) SET \($0)" }
            ?? "DELETE FROM \(retention.table)"
        try database.cachedStatement(
            sql: "\(action) WHERE \(retention.column) IN (\(Self.missing(retention)))"
        ).execute(arguments: arguments(range, kind))
    }

    private static func missing(_ retention: Retention) -> String {
        """
        SELECT \(retention.column) FROM \(retention.table) AS known
        WHERE \(retention.column) > ? AND \(retention.column) <= ?
        AND NOT EXISTS (SELECT 1 FROM snapshot_subjects WHERE name = ? AND shard = ? AND kind = ?
        AND subject = known.\(retention.column))
        """
    }

    private func arguments(_ range: MissingRange, _ kind: String) -> StatementArguments {
        [Self.start(range.after), range.last, name, shard, kind]
    }

    /// Less than every key, or the key itself.
    private static func start(_ after: UUID?) -> DatabaseValue {
        after?.databaseValue ?? Data().databaseValue
    }
}
