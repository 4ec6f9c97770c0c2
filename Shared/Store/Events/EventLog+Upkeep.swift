import GRDB
import struct FoundationEssentials.UUID

/// A reader that acts on this log elsewhere, and how far it has come.
package struct LogReader: Sendable, Hashable {
    package let name: String
    package let seq: Int64
    package let seenAtMilliseconds: Int64
}

/// Which events a log keeps.
package struct LogRetention: Sendable, Hashable {
    /// Older ones may go.
    package let keptMilliseconds: Int64
    /// Beyond so many, the oldest may go.
    package let mostEvents: Int64

    package init(keptMilliseconds: Int64, mostEvents: Int64 = .max) {
        self.keptMilliseconds = keptMilliseconds
        self.mostEvents = mostEvents
    }
}

extension EventLog {
    /// Forgets the oldest events that need not be kept and that every registered reader has acted on.
    ///
    /// - Parameters:
    ///   - retention: what is kept.
    ///   - limit: how many go at most; the rest is left for another slice.
    ///   - transaction: where it happens.
    /// - Returns: how many were forgotten.
    /// - Throws: what SQLite throws.
    package func trim(
        _ retention: LogRetention,
        limit: Int,
        _ transaction: Transaction
    ) throws -> Int {
        let database = transaction.database
        let (head, tail) = try Self.bounds(database)
        // Null without readers: then nobody holds anything back.
        let slowest = try Int64.fetchOne(database, sql: "SELECT min(seq) FROM readers") ?? head
        let end = min(slowest, head, tail - 1 + Int64(limit))
        guard end >= tail else { return 0 }
        let oldest = transaction.nowMilliseconds.subtractingReportingOverflow(
            retention.keptMilliseconds
        )
        let firstKept = try Int64.fetchOne(
            database,
            sql: "SELECT min(seq) FROM events WHERE seq <= ? AND at >= ?",
            arguments: [end, oldest.overflow ? Int64.min : oldest.partialValue]
        )
        let byAge = firstKept.map { $0 - 1 } ?? end
        let byCount = min(end, retention.mostEvents > head ? 0 : head - retention.mostEvents)
        let last = max(byAge, byCount)
        guard last >= tail, let id = try EventQuery.id(of: last, tail: tail, database) else {
            return 0
        }
        try database.execute(sql: "DELETE FROM events WHERE seq <= ?", arguments: [last])
        let count = database.changesCount
        // What is left of the last bucket goes with the next events.
        try database.execute(
            sql: "DELETE FROM event_audience WHERE bucket < ?",
            arguments: [EventQuery.bucket(of: last + 1)]
        )
        try Meta.set(Self.trimmedSeqName, to: last.databaseValue, in: database)
        try Meta.set(Self.trimmedIDName, to: id.databaseValue, in: database)
        transaction.afterCommit { [self] in trimmed(through: last) }
        return count
    }

    /// Notes what a reader has acted on; from the first time on, nothing after it is trimmed.
    ///
    /// A reader whose database was restored may come back with an earlier place: the log is kept from
    /// there on, as far as it still is.
    ///
    /// - Parameters:
    ///   - name: the reader's.
    ///   - position: the last event that it has acted on; nil before the first.
    ///   - transaction: where it happens.
    /// - Throws: `LogChanged` if the position is not of this log.
    package func acknowledge(
        reader name: String,
        position: EventPosition?,
        _ transaction: Transaction
    ) throws {
        let database = transaction.database
        if let position {
            let (head, tail) = try Self.bounds(database)
            try EventQuery(epoch: epoch, filter: EventFilter(), limit: 1)
                .check(position, head: head, tail: tail, database)
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO readers VALUES (?, ?, ?) ON CONFLICT DO UPDATE
                SET seq = excluded.seq, seen_at = excluded.seen_at
                """
        ).execute(arguments: [name, position?.seq ?? 0, transaction.nowMilliseconds])
    }

    /// Lets go of a reader that will not come back.
    ///
    /// - Returns: whether it was registered.
    @discardableResult
    package func forget(reader name: String, _ transaction: Transaction) throws -> Bool {
        try transaction.database.execute(
            sql: "DELETE FROM readers WHERE name = ?",
            arguments: [name]
        )
        return transaction.database.changesCount > 0
    }

    /// The registered readers, at most a thousand.
    package func readers() async throws -> [LogReader] {
        try await read { database in
            let sql = "SELECT * FROM readers ORDER BY name LIMIT 1000"
            return try Row.fetchAll(database, sql: sql).map { row in
                LogReader(name: row["name"], seq: row["seq"], seenAtMilliseconds: row["seen_at"])
            }
        }
    }
}

extension EventLog {
    /// Makes this log another one for all that read it.
    func begin(in transaction: Transaction) throws {
        let epoch = transaction.makeID(transaction.nowMilliseconds)
        try Meta.set(Self.epochName, to: epoch.databaseValue, in: transaction.database)
        // Their positions were of the log that is no more.
        try transaction.database.execute(sql: "DELETE FROM readers")
        transaction.afterCommit { [self] in renew(epoch) }
    }
}

extension Store {
    /// Makes this log another one for all that read it: to be done after a restore, before anything is
    /// written.
    package func resetEpoch() async throws {
        try await write(label: "epoch") { [events] in try events.begin(in: $0) }
    }
}
