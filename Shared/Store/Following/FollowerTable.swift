import FoundationEssentials
import GRDB

/// One follower's rows: its progress, and what it has parked.
struct FollowerTable: Sendable {
    let name: String
    let shard: Int

    func load(_ database: Database) throws -> FollowerMachine.Progress {
        var progress = FollowerMachine.Progress()
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM followers WHERE name = ? AND shard = ?",
            arguments: [name, shard]
        )
        guard let row else { return progress }
        progress.position = Self.position(row, "")
        progress.learned = try String.fetchSet(
            database,
            sql: "SELECT kind FROM follower_kinds WHERE name = ? AND shard = ?",
            arguments: [name, shard]
        )
        if let pending = row["pending_kinds"] as String?, !pending.isEmpty {
            progress.pending = Set(pending.split(separator: " ").map(String.init))
        }
        if let position = Self.position(row, "snapshot_"),
            let cursor = row["snapshot_cursor"] as Data?
        {
            progress.snapshot = .init(position: position, cursor: [UInt8](cursor))
        }
        if row["catch_up_seq"] as Int64? != nil {
            progress.catchUp = .init(position: Self.position(row, "catch_up_"))
        }
        return progress
    }

    func save(
        _ progress: FollowerMachine.Progress,
        applied: Int,
        unknown: Int,
        in database: Database
    ) throws {
        let position = progress.position
        let snapshot = progress.snapshot
        let catchUp = progress.catchUp
        try database.cachedStatement(
            sql: """
                INSERT INTO followers
                (name, shard, epoch, seq, id, snapshot_epoch, snapshot_seq, snapshot_id,
                snapshot_cursor, catch_up_epoch, catch_up_seq, catch_up_id, pending_kinds, applied,
                unknown)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                epoch = excluded.epoch, seq = excluded.seq, id = excluded.id,
                snapshot_epoch = excluded.snapshot_epoch, snapshot_seq = excluded.snapshot_seq,
                snapshot_id = excluded.snapshot_id, snapshot_cursor = excluded.snapshot_cursor,
                catch_up_epoch = excluded.catch_up_epoch, catch_up_seq = excluded.catch_up_seq,
                catch_up_id = excluded.catch_up_id, pending_kinds = excluded.pending_kinds,
                applied = applied + excluded.applied, unknown = unknown + excluded.unknown
                """
        ).execute(arguments: [
            name, shard, position?.epoch, position?.seq, position?.id, snapshot?.position.epoch,
            snapshot?.position.seq, snapshot?.position.id, snapshot.map { Data($0.cursor) },
            catchUp?.position?.epoch, catchUp.map { $0.position?.seq ?? 0 }, catchUp?.position?.id,
            progress.pending.sorted().joined(separator: " "), applied, unknown,
        ])
    }

    func saveKinds(_ kinds: Set<String>, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM follower_kinds WHERE name = ? AND shard = ?",
            arguments: [name, shard]
        )
        for kind in kinds.sorted() {
            try database.execute(
                sql: "INSERT INTO follower_kinds VALUES (?, ?, ?)",
                arguments: [name, shard, kind]
            )
        }
    }

    private static func position(_ row: Row, _ prefix: String) -> EventPosition? {
        guard let epoch = row["\(prefix)epoch"] as UUID?, let seq = row["\(prefix)seq"] as Int64?
        else { return nil }
        return EventPosition(epoch: epoch, seq: seq, id: row["\(prefix)id"])
    }
}

/// What could not be applied.
extension FollowerTable {
    func parkedSubjects(_ database: Database) throws -> Set<UUID> {
        try UUID.fetchSet(
            database.cachedStatement(
                sql: "SELECT DISTINCT subject FROM parked WHERE name = ? AND shard = ?"
            ),
            arguments: [name, shard]
        )
    }

    /// The events that wait about a subject, the first first.
    func parked(about subject: UUID, _ database: Database) throws -> [StoredEvent] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(StoredEvent.columns) FROM parked
                WHERE name = ? AND shard = ? AND subject = ? ORDER BY seq
                """,
            arguments: [name, shard, subject]
        ).map(StoredEvent.init)
    }

    func park(
        _ event: StoredEvent,
        because reason: String,
        atMilliseconds now: Int64,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO parked
                (name, shard, subject, seq, id, kind, security, at, tenant, partner, trace, body,
                personal, person, actor, reason, parked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            name, shard, event.subject, event.seq, event.id, event.kind, event.isSecurity,
            event.atMilliseconds, event.tenant, event.partner, event.trace, Data(event.body),
            event.personal.map { Data($0) }, event.by, event.actor, reason, now,
        ])
    }

    /// Why it still can't be applied; since when it waits stays.
    func note(_ event: StoredEvent, isParkedBecause reason: String, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE parked SET reason = ?
                WHERE name = ? AND shard = ? AND subject = ? AND seq = ? AND kind = ?
                    AND reason <> ?
                """,
            arguments: [reason, name, shard, event.subject, event.seq, event.kind, reason]
        )
    }

    func unpark(_ event: StoredEvent, in database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM parked
                WHERE name = ? AND shard = ? AND subject = ? AND seq = ? AND kind = ?
                """,
            arguments: [name, shard, event.subject, event.seq, event.kind]
        )
    }

    func parkings(_ database: Database) throws -> [ParkedSubject] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT subject, kind, min(seq) AS seq, reason, parked_at, count(*) AS events
                FROM parked WHERE name = ? AND shard = ? GROUP BY subject ORDER BY parked_at LIMIT 100
                """,
            arguments: [name, shard]
        ).map { row in
            ParkedSubject(
                subject: row["subject"],
                kind: row["kind"],
                seq: row["seq"],
                reason: row["reason"],
                parkedAtMilliseconds: row["parked_at"],
                eventCount: row["events"]
            )
        }
    }
}
