import struct FoundationEssentials.Data
import GRDB
import Logging
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// Forgets files that nothing refers to.
enum FileCollector {
    static let job = "files.collect"
    /// Time enough for the record that a file was uploaded for.
    static let keptMilliseconds: Int64 = 86_400_000
    private static let slice = 100

    static func run<Environment>(in context: WorkContext<Environment>) throws -> JobResult {
        let database = context.database
        let gone = try FileID.all(
            database,
            "SELECT id FROM files WHERE unclaimed_since <= ? ORDER BY unclaimed_since LIMIT ?",
            [context.now.adding(milliseconds: -keptMilliseconds), slice]
        )
        for file in gone {
            try database.run("INSERT INTO files_removed (id) VALUES (?)", [file])
            try database.run("DELETE FROM files WHERE id = ?", [file])
        }
        if gone.count == slice { return .again }
        let next = try Instant.one(
            database,
            "SELECT min(unclaimed_since) FROM files WHERE unclaimed_since IS NOT NULL"
        )
        return next.map { .dueAt($0.adding(milliseconds: keptMilliseconds)) } ?? .idle
    }
}

/// Removes the bytes of what nobody knows any more.
extension FileShelf {
    private static let pause = Duration.seconds(60)
    private static let slice = 50
    private static let chunkSlice = 16

    /// Looks once a minute, until the task is cancelled.
    func tidyUntilCancelled() async {
        while !Task.isCancelled {
            do {
                try await tidy()
            } catch {
                logger.warning("Files can't be tidied", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Removes what is due now.
    package func tidy() async throws {
        while try await removeForgotten() {}
        while try await removeExpired() {}
        while try await sweep() {}
        try await lookAgainForLost()
    }

    /// Files that the database has forgotten.
    private func removeForgotten() async throws -> Bool {
        let gone = try await main.read { database in
            try FileID.all(database, "SELECT id FROM files_removed LIMIT ?", [Self.slice])
        }
        for file in gone {
            FaultPoint.hit("files.forgotten")
            try await remove(UploadID(file.uuid))
            FaultPoint.hit("files.removed")
            try await main.write(label: "files.removed") { transaction in
                _ = try transaction.database.run("DELETE FROM files_removed WHERE id = ?", [file])
            }
        }
        return gone.count == Self.slice
    }

    /// Uploads that nobody went on with.
    ///
    /// One that the database knows was finished by a process that died
    /// before it could note so.
    private func removeExpired() async throws -> Bool {
        let now = clock.now
        let due = try await store.read { database in
            try UploadRecord.all(
                database,
                "SELECT * FROM uploads WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                [now, Self.slice]
            )
        }
        for upload in due {
            if upload.state == .whole, try await isKnown(upload) {
                try await noteKept(upload, as: FileID(upload.id.uuid))
                continue
            }
            // If somebody goes on with it meanwhile, its end was put off.
            let isMine = try await store.write(label: "files.expire") { transaction in
                try transaction.database.run(
                    """
                    UPDATE uploads SET state = 'refused', refusal = 'cutShort', file = NULL
                    WHERE id = ? AND expires_at <= ?
                    """,
                    [upload.id, now]
                ) == 1
            }
            guard isMine else { continue }
            try await remove(upload.id)
        }
        return due.count == Self.slice
    }

    private func isKnown(_ upload: UploadRecord) async throws -> Bool {
        try await main.read { database in
            try database.exists("SELECT 1 FROM files WHERE id = ?", [upload.id])
        }
    }

    /// Removes an upload with all that it has.
    func remove(_ upload: UploadID) async throws {
        try await removeContent(of: upload)
        FaultPoint.hit("files.removing")
        try await store.write(label: "files.remove") { transaction in
            _ = try transaction.database.run("DELETE FROM uploads WHERE id = ?", [upload])
        }
    }

    /// Removes chunks and small pictures, a slice at a time.
    func removeContent(of upload: UploadID) async throws {
        var isMore = true
        while isMore {
            isMore = try await store.write(label: "files.remove") { transaction in
                let database = transaction.database
                try database.run("DELETE FROM pictures WHERE upload = ?", [upload])
                let count = try database.run(
                    """
                    DELETE FROM chunks WHERE upload = ? AND number IN
                    (SELECT number FROM chunks WHERE upload = ? LIMIT ?)
                    """,
                    [upload, upload, Self.chunkSlice]
                )
                return count == Self.chunkSlice
            }
        }
    }
}
