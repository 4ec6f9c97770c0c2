import COctopusLinux
import Crypto
import FoundationEssentials
import GRDB
import Glibc
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// Checks what was uploaded.
extension FileShelf {
    /// Checks an upload's hash, size, type and, of a picture, that it can be read; makes the smaller ones.
    ///
    /// It is on disk then, and lives for a day; what was checked once is not checked again. The check reads the
    /// chunks one after the other, and other bytes may come meanwhile: those are not what was checked.
    ///
    /// - Returns: The upload, whole or known already.
    /// - Throws: `notFound`, `uploadIncomplete`, `fileRefused`, `throttled`.
    func checked(
        _ id: UploadID,
        by owner: [UInt8],
        at partner: PartnerID
    ) async throws -> UploadRecord {
        let expiry = expiry()
        let (upload, missing) = try await write("files.finish") { database in
            var upload = try UploadRecord.find(id, of: owner, at: partner, in: database)
            if upload.state == .open || upload.state == .whole {
                upload.expiresAt = expiry
                try upload.storeChange(in: database)
            }
            return (upload, upload.state == .open ? try upload.missing(in: database) : [])
        }
        if let refusal = upload.fileRefusal { throw refusal }
        guard upload.state == .open else { return upload }
        guard missing.isEmpty else { throw Refusal(.uploadIncomplete) }
        try await demandCheap(upload)
        do {
            let look = try await turns.inTurn(of: upload) { try await self.look(at: upload) }
            FaultPoint.hit("files.checked")
            return try await settle(upload, look)
        } catch let refusal as FileRefusal {
            try await refuse(upload, refusal)
            throw refusal
        }
    }

    struct Look: Sendable {
        var pixels: FileTypes.Pixels?
        var pictures: [SmallPicture] = []
    }

    /// What an upload's bytes are, as long as they don't change.
    func look(at upload: UploadRecord) async throws -> Look {
        let memory = upload.type.isVideo ? nil : try MemoryFile("octopus-file")
        guard try await hash(of: upload, into: memory) == upload.sha256 else {
            throw FileRefusal(.otherHash)
        }
        let found = try await found(in: upload, memory)
        guard let memory, found.type.isPicture else { return Look() }
        let small = try await program.shrink(memory, found.type)
        return Look(
            pixels: FileTypes.Pixels(width: small.width, height: small.height),
            pictures: small.pictures
        )
    }

    /// Reads all of it, a slice of some chunks at a time.
    private func hash(of upload: UploadRecord, into memory: MemoryFile?) async throws -> Data {
        var hash = SHA256()
        for first in stride(from: 0, to: upload.chunkCount, by: 8) {
            let parts = try await store.read { database in
                try Data.all(
                    database,
                    "SELECT part FROM chunks WHERE upload = ? AND number >= ? ORDER BY number LIMIT 8",
                    [upload.id, first]
                )
            }
            for part in parts {
                hash.update(data: part)
                try memory?.append(part)
            }
        }
        return Data(hash.finalize())
    }

    /// Looks at its parts: of a video's there are few, all else is read whole and lies in memory.
    private func found(
        in upload: UploadRecord,
        _ memory: MemoryFile?
    ) async throws -> FileTypes.Finding {
        let size = Int(upload.size)
        if let memory {
            return try await Errand.run {
                var reader = ByteReader(count: size, load: memory.bytes)
                return try FileTypes.check(&reader, as: upload.type)
            }
        }
        return try await store.read { database in
            var reader = ByteReader(count: size) { offset, count in
                try StoredBytes(upload.id, in: database).bytes(from: offset, count)
            }
            return try FileTypes.check(&reader, as: upload.type)
        }
    }

    /// Says that an upload is what the look at it found.
    ///
    /// - Throws: `uploadIncomplete` if other bytes came meanwhile.
    func settle(_ upload: UploadRecord, _ look: Look) async throws -> UploadRecord {
        let (expiry, changes) = (expiry(), upload.changes)
        return try await write("files.whole") { database in
            guard
                var upload = try UploadRecord.one(
                    database,
                    "SELECT * FROM uploads WHERE id = ?",
                    [upload.id]
                )
            else { throw Refusal(.notFound) }
            // Somebody who finished it at the same time was faster.
            guard upload.state == .open else { return upload }
            guard upload.changes == changes else {
                throw Refusal(.uploadIncomplete, "Other bytes came while it was checked.")
            }
            upload.state = .whole
            upload.width = look.pixels.map { Int64($0.width) }
            upload.height = look.pixels.map { Int64($0.height) }
            upload.expiresAt = expiry
            try upload.storeChange(in: database)
            for picture in look.pictures { try picture.store(for: upload.id, in: database) }
            return upload
        }
    }

    func refuse(_ upload: UploadRecord, _ refusal: FileRefusal) async throws {
        let expiry = expiry()
        if refusal.fault == .tooCostly { try await count(upload) }
        let isRefused = try await store.write(label: "files.refuse") { transaction in
            try transaction.database.run(
                """
                UPDATE uploads SET state = 'refused', refusal = ?, refusal_detail = ?, expires_at = ?
                WHERE id = ? AND state = 'open' AND changes = ?
                """,
                [refusal.fault.rawValue, refusal.detail, expiry, upload.id, upload.changes]
            ) == 1
        }
        // What came meanwhile is not what was refused; or somebody else refused it, and removes it.
        if isRefused { try await removeContent(of: upload.id) }
    }

    /// Pictures that cost all that one may make the next ones of the same space wait.
    private func demandCheap(_ upload: UploadRecord) async throws {
        guard upload.type.isPicture else { return }
        let (throttle, now) = (Throttle.costlyPictures(upload), clock.now)
        try await main.read { database in try throttle.check(in: database, at: now) }
    }

    private func count(_ upload: UploadRecord) async throws {
        let (throttle, now) = (Throttle.costlyPictures(upload), clock.now)
        try await main.write(label: "files.costly") { transaction in
            try throttle.count(in: transaction.database, at: now)
        }
    }

    /// Notes in the shelf what the database has committed.
    func noteKept(_ upload: UploadRecord, as file: FileID) async throws {
        let isSame = file.uuid != upload.id.uuid
        let expiry = expiry()
        try await store.write(label: "files.kept") { transaction in
            _ = try transaction.database.run(
                "UPDATE uploads SET state = ?, file = ?, expires_at = ? WHERE id = ? AND state = 'whole'",
                [
                    isSame ? "same" : "kept", isSame ? file : nil, isSame ? expiry : nil, upload.id,
                ]
            )
        }
        if isSame { try await removeContent(of: upload.id) }
    }
}

extension Throttle {
    /// By whose pictures they are: one end user's don't make the partner's own wait.
    fileprivate static func costlyPictures(_ upload: UploadRecord) -> Throttle {
        Throttle(
            ThrottleKey(
                ThrottlePolicy(
                    "costlyPictures",
                    free: 3,
                    delays: .seconds(30) ... .seconds(3600),
                    forgettingOneEach: .seconds(3600)
                ),
                upload.partner.description,
                upload.space.uuidString
            )
        )
    }
}

/// A file in memory alone, which another process can be given.
final class MemoryFile: Sendable {
    let descriptor: Int32

    init(_ name: String) throws {
        descriptor = clinux_memory_file(name)
        guard descriptor >= 0 else { throw SystemFault("no file in memory", errno) }
    }

    deinit { close(descriptor) }

    func append(_ data: Data) throws {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemFault("a file in memory can't be written", errno) }
            rest = rest.dropFirst(count)
        }
    }

    @Sendable func bytes(from offset: Int, _ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let more = pread(
                    descriptor,
                    buffer.baseAddress?.advanced(by: filled),
                    count - filled,
                    off_t(offset + filled)
                )
                guard more > 0 else { throw SystemFault("a file in memory can't be read", errno) }
                filled += more
            }
        }
    }

    var count: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// What the system refused.
struct SystemFault: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ number: Int32) {
        description = "\(what): \(String(cString: strerror(number)))"
    }
}
