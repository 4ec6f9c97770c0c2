import OctopusContract
import GRDB

/// Which rows of one table say nothing any more.
///
/// ```swift
/// jobs: [.purge([.failures, PurgeRule("scans", key: "token", olderBy: "expires_at")])]
/// ```
package struct PurgeRule: Sendable, Hashable {
    let sql: String
    let keptMilliseconds: Int64
    let rows: Int

    /// Names a table's rule.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - key: Its primary key.
    ///   - column: The instant that says when a row is done with; the table has an index by it.
    ///   - kept: How long a row is kept after that instant.
    ///   - condition: What must hold besides.
    ///   - rows: How many go at a time; fewer where other rows hang on each.
    package init(
        _ table: String,
        key: String = "id",
        olderBy column: String,
        keptFor kept: Duration = .zero,
        where condition: String? = nil,
        rows: Int = 500
    ) {
        sql = """
            DELETE FROM \(table) WHERE \(key) IN (SELECT \(key) FROM \(table)
                WHERE \(column) <= ?\(condition.map { " AND " + $0 } ?? "") LIMIT ?)
            """
        keptMilliseconds = kept.milliseconds
        self.rows = rows
    }

    /// What throttles remember.
    package static let failures = PurgeRule("failures", key: "key", olderBy: "forgettable_at")

    /// Removes a slice.
    ///
    /// - Parameters:
    ///   - database: The writer's.
    ///   - now: The moment.
    /// - Returns: Whether as much was removed as may be at a time.
    /// - Throws: What SQLite throws.
    func remove(from database: Database, at now: Instant) throws -> Bool {
        try database.cachedStatement(sql: sql)
            .execute(arguments: [now.adding(milliseconds: -keptMilliseconds), rows])
        return database.changesCount == rows
    }
}

extension JobDefinition {
    /// Removes what says nothing any more, a slice of each table at a time.
    package static func purge(
        _ rules: [PurgeRule],
        named name: String = "purge",
        every interval: Duration = .seconds(600)
    ) -> JobDefinition {
        JobDefinition(name) { context in
            let isFull = try rules.map { try $0.remove(from: context.database, at: context.now) }
            return isFull.contains(true)
                ? .again : .dueAt(context.now.adding(milliseconds: interval.milliseconds))
        }
    }

    /// Writes down what has passed its time, a slice at a time.
    ///
    /// Nothing may hang on its punctuality: what has expired is dead from its very millisecond.
    ///
    /// - Parameters:
    ///   - name: The job's.
    ///   - slice: How many things are done in one transaction.
    ///   - interval: How long after the last slice it looks again.
    ///   - expire: Does at most `slice` of them and says how many they were.
    /// - Returns: The job.
    package static func expiry(
        _ name: String,
        slice: Int,
        every interval: Duration = .seconds(60),
        _ expire: @escaping @Sendable (WorkContext<Environment>, _ slice: Int) throws -> Int
    ) -> JobDefinition {
        JobDefinition(name) { context in
            try expire(context, slice) >= slice
                ? .again : .dueAt(context.now.adding(milliseconds: interval.milliseconds))
        }
    }
}
