import GRDB
import struct FoundationEssentials.UUID

/// How far somebody has come who acts on this log elsewhere.
package struct LogReader: Sendable, Hashable {
    package let name: String
    package let seq: Int64
    package let seenAtMilliseconds: Int64
}

extension EventLog {
    /// Forgets the oldest events, as far as they are older and every registered reader is past them.
    ///
    /// - Parameters:
    ///   - time: events from then on are kept.
    ///   - limit: how many at most; the rest is left for another slice.
    ///   - transaction: where it happens.
    /// - Returns: how many were forgotten.
    /// - Throws: what SQLite throws.
    package func trim(
        beforeMilliseconds time: Int64,
        limit: Int,
        _ transaction: Transaction
    ) throws -> Int {
        let database = transaction.database
        let (head, tail) = try Self.bounds(database)
        // Null without readers: then nobody holds anything back.
        let slowest = try Int64.fetchOne(database, sql: "SELECT min(seq) FROM readers") ?? head
        let end = min(slowest, head, tail - 1 + Int64(limit))
        guard end >= tail else { return 0 }
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT seq, id FROM events WHERE seq <= ? AND seq <
                ifnull((SELECT min(seq) FROM events WHERE seq <= ? AND at >= ?), ? + 1)
                ORDER BY seq DESC LIMIT 1
                """,
            arguments: [end, end, time, end]
        )
        guard let row else { return 0 }
        let last: Int64 = row["seq"]
        let id: UUID = row["id"]
        try database.execute(sql: "DELETE FROM events WHERE seq <= ?", arguments: [last])
        let count = database.changesCount
        try Meta.set(Self.trimmedSeqName, to: last.databaseValue, in: database)
        try Meta.set(Self.trimmedIDName, to: id.databaseValue, in: database)
        return count
    }

    /// Notes that a reader has done everything up to `seq`; from the first time on, nothing after
    /// it is trimmed.
    package func acknowledge(reader name: String, seq: Int64, _ transaction: Transaction) throws {
        try transaction.database.cachedStatement(
            sql: """
                INSERT INTO readers VALUES (?, ?, ?) ON CONFLICT DO UPDATE
                SET seq = max(seq, excluded.seq), seen_at = excluded.seen_at
                """
        ).execute(arguments: [name, seq, transaction.nowMilliseconds])
    }

    /// Lets go of a reader that will not come back.
    package func forget(reader name: String, _ transaction: Transaction) throws {
        try transaction.database.execute(
            sql: "DELETE FROM readers WHERE name = ?",
            arguments: [name]
        )
    }

    package func readers() async throws -> [LogReader] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM readers ORDER BY name").map { row in
                LogReader(name: row["name"], seq: row["seq"], seenAtMilliseconds: row["seen_at"])
            }
        }
    }
}

extension Store {
    /// Makes this log another one in the eyes of all who read it: to be done after a restore, before
    /// anything is written.
    package func resetEpoch() async throws {
        try await write(label: "epoch") { [events] transaction in
            let epoch = transaction.makeID(transaction.nowMilliseconds)
            try Meta.set(
                EventLog.epochName,
                to: epoch.databaseValue,
                in: transaction.database
            )
            // Their positions were of the log that is no more.
            try transaction.database.execute(sql: "DELETE FROM readers")
            transaction.afterCommit { events.renew(epoch) }
        }
    }
}
