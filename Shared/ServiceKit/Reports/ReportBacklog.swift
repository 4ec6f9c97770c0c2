package import GRDB
package import OctopusStore

/// Counts what happened before a service had reports, in slices, each row once whatever is killed.
///
/// What there is when the service first starts with reports is bounded by the greatest key; what comes
/// later is counted in its own transaction. A slice and how far it went are one transaction.
///
///     static let ledger = ReportBacklog(of: "ledger", by: "seq") { slice in
///         try slice.add(
///             """
///             SELECT partner, 'pointsGiven' AS measure, at, point_type AS thing, amount FROM ledger
///             WHERE seq > ?1 AND seq <= ?2
///             """
///         )
///     }
package struct ReportBacklog: Sendable {
    /// Rows of a table, by their keys.
    package struct Slice {
        package let after: DatabaseValue
        package let upTo: DatabaseValue
        let database: Database

        /// Adds what a query finds in rows of keys over `?1` and up to `?2`.
        ///
        /// - Parameter query: Gives partner, measure, milliseconds, thing and amount.
        /// - Throws: What SQLite throws.
        package func add(_ query: String) throws {
            try database.run(
                """
                INSERT INTO report_sums (partner, measure, slot, thing, value)
                SELECT partner, measure, at / \(ReportCalendar.slotSeconds * 1000) AS slot, thing,
                    sum(amount) FROM (\(query)) WHERE true
                GROUP BY partner, measure, slot, thing
                ON CONFLICT DO UPDATE SET value = value + excluded.value
                """,
                [after, upTo]
            )
        }
    }

    let name: String
    let table: String
    let key: String
    let rows: Int
    let count: @Sendable (Slice) throws -> Void

    /// Declares what is counted afterwards.
    ///
    /// - Parameters:
    ///   - table: Its rows are never removed.
    ///   - key: Rises in new rows, or it is counted before the first call.
    ///   - rows: How many are counted at a time.
    ///   - count: Adds those of a slice.
    package init(
        of table: String,
        by key: String,
        rows: Int = 2000,
        count: @escaping @Sendable (Slice) throws -> Void
    ) {
        (name, self.table, self.key) = (table, table, key)
        (self.rows, self.count) = (rows, count)
    }

    static func areDone(in database: Database) throws -> Bool {
        try !database.exists("SELECT 1 FROM report_backlogs WHERE is_done = 0 LIMIT 1")
    }

    /// Marks what there is now, before anything new is counted; does nothing the second time.
    package func begin(in store: Store) async throws {
        guard try await store.read({ try !isKnown(in: $0) }) else { return }
        _ = try await store.write { transaction in
            let database = transaction.database
            guard try !isKnown(in: database) else { return }
            let bound = try DatabaseValue.one(database, "SELECT max(\(key)) FROM \(table)")
            try database.run(
                "INSERT INTO report_backlogs (name, place, bound, is_done) VALUES (?, -1, ?, ?)",
                [name, bound, bound?.isNull ?? true]
            )
        }
    }

    /// Counts all there is now, before anything new is counted: what has keys that don't rise.
    package func finish(in store: Store) async throws {
        try await begin(in: store)
        guard try await store.read({ try !isDone(in: $0) }) else { return }
        while try await store.write({ try advance(in: $0.database) }) {}
    }

    /// The job that counts it while the service works.
    package func job<Environment: Sendable>() -> JobDefinition<Environment> {
        JobDefinition("reports.\(name)") { context in
            try advance(in: context.database) ? .again : .idle
        }
    }

    /// Counts a slice.
    ///
    /// - Returns: Whether there is more.
    func advance(in database: Database) throws -> Bool {
        let row = try Row.one(
            database,
            "SELECT place, bound FROM report_backlogs WHERE name = ? AND is_done = 0",
            [name]
        )
        guard let row else { return false }
        let (place, bound): (DatabaseValue, DatabaseValue) = (row["place"], row["bound"])
        let last = try DatabaseValue.one(
            database,
            """
            SELECT max(\(key)) FROM (SELECT \(key) FROM \(table)
                WHERE \(key) > ?1 AND \(key) <= ?2 ORDER BY \(key) LIMIT \(rows))
            """,
            [place, bound]
        )
        guard let last, !last.isNull else {
            try database.run("UPDATE report_backlogs SET is_done = 1 WHERE name = ?", [name])
            return false
        }
        try count(Slice(after: place, upTo: last, database: database))
        try database.run("UPDATE report_backlogs SET place = ? WHERE name = ?", [last, name])
        return true
    }

    private func isKnown(in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM report_backlogs WHERE name = ?", [name])
    }

    private func isDone(in database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM report_backlogs WHERE name = ? AND is_done = 1",
            [name]
        )
    }
}
