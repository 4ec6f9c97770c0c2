import struct FoundationEssentials.Data
import GRDB
import Logging
import OctopusContract
import OctopusServiceKit
import OctopusStore
import Synchronization

/// Compares the shelf with the database, once after each start and once a day: one of the two may have been
/// put back from an older copy.
struct Sweep: Sendable {
    /// How far the shelf's files have been looked for in the database.
    var shelf: UploadID?
    /// How far the database's files have been looked for in the shelf; nil while the shelf's are.
    var main: FileID?
    var endedAt: Instant?
    /// What was found so far, and what the last comparison found.
    var missing = LostFiles()
    var lost = LostFiles()
}

/// Files that the database has and the shelf has not.
struct LostFiles: Sendable {
    private static let mostKept = 1000

    var count = 0
    /// The first of them.
    var named: [FileID] = []

    mutating func add(_ files: [FileID]) {
        count += files.count
        named += files.prefix(max(0, Self.mostKept - named.count))
    }
}

extension FileShelf {
    private static let sweptSlice = 500
    private static let mostNamed = 5

    /// What an operator has to know of files whose bytes are gone; nil if there are none.
    package var trouble: String? {
        let lost = swept.withLock { $0.lost }
        guard lost.count > 0 else { return nil }
        let named = lost.named.prefix(Self.mostNamed).map { "\($0)" }.joined(separator: ", ")
        return "\(path) has no bytes of \(lost.count) files that the database has (\(named)"
            + "\(lost.count > Self.mostNamed ? ", …" : "")): put back the copy that belongs to the "
            + "database, or have them uploaded again"
    }

    /// Compares some more.
    ///
    /// - Returns: Whether there is more.
    func sweep() async throws -> Bool {
        let (now, state) = (clock.now, swept.withLock { $0 })
        if let ended = state.endedAt,
            ended.adding(milliseconds: UploadRecord.keptMilliseconds) > now
        {
            return false
        }
        if state.main == nil, try await sweepShelf(after: state.shelf) { return true }
        return try await sweepDatabase(after: state.main)
    }

    /// The shelf's: what the database does not know is removed a day later, unless somebody uploads it again.
    private func sweepShelf(after last: UploadID?) async throws -> Bool {
        let kept = try await store.read { database in
            try UploadID.all(
                database,
                "SELECT id FROM uploads WHERE state = 'kept' AND id > ? ORDER BY id LIMIT ?",
                [last?.databaseValue ?? Data().databaseValue, Self.sweptSlice]
            )
        }
        let orphans = try await main.read { database in
            try kept.filter { upload in
                try !database.exists(
                    "SELECT 1 FROM files WHERE id = ? UNION ALL SELECT 1 FROM files_removed WHERE id = ?",
                    [upload, upload]
                )
            }
        }
        let expiry = expiry()
        for orphan in orphans {
            try await store.write(label: "files.orphan") { transaction in
                _ = try transaction.database.run(
                    "UPDATE uploads SET state = 'whole', expires_at = ? WHERE id = ? AND state = 'kept'",
                    [expiry, orphan]
                )
            }
        }
        if !orphans.isEmpty {
            logger.warning(
                "The database does not know files that the shelf has; they are removed in a day",
                metadata: ["count": "\(orphans.count)"]
            )
        }
        guard kept.count == Self.sweptSlice else { return false }
        swept.withLock { $0.shelf = kept.last }
        return true
    }

    /// The database's: what has no bytes is told, to readers and to the operator.
    private func sweepDatabase(after last: FileID?) async throws -> Bool {
        let known = try await main.read { database in
            try FileID.all(
                database,
                "SELECT id FROM files WHERE id > ? ORDER BY id LIMIT ?",
                [last?.databaseValue ?? Data().databaseValue, Self.sweptSlice]
            )
        }
        let missing = try await missing(of: known)
        let isMore = known.count == Self.sweptSlice
        let (now, end) = (clock.now, known.last)
        swept.withLock { state in
            state.missing.add(missing)
            if isMore {
                state.main = end
            } else {
                state = Sweep(endedAt: now, lost: state.missing)
            }
        }
        if !isMore, let trouble { logger.error("\(trouble)") }
        return isMore
    }

    /// Takes off the list what was uploaded again or was given up.
    func lookAgainForLost() async throws {
        let named = swept.withLock { $0.lost.named }
        guard !named.isEmpty else { return }
        let missing = try await missing(of: named)
        swept.withLock { state in
            state.lost.count -= named.count - missing.count
            state.lost.named = missing
        }
    }

    /// Of these files, those that the database still has and the shelf has not.
    private func missing(of files: [FileID]) async throws -> [FileID] {
        let absent = try await store.read { database in
            try files.filter { try !UploadRecord.isThere($0, in: database) }
        }
        return try await main.read { database in
            try absent.filter { try database.exists("SELECT 1 FROM files WHERE id = ?", [$0]) }
        }
    }

    /// Whether the file's bytes are there, all of them.
    func has(_ file: FileID) async throws -> Bool {
        try await store.read { try UploadRecord.isThere(file, in: $0) }
    }
}

extension UploadRecord {
    static func isThere(_ file: FileID, in database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM uploads WHERE id = ? AND state IN ('whole', 'kept')",
            [file]
        )
    }
}
