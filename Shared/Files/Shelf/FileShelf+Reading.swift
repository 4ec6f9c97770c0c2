import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// Reads files for those who may see them.
extension FileShelf {
    private static let mostBytes = 262_144

    /// Some bytes of a file.
    ///
    /// - Throws: `notFound`, also for what is there and is none of the caller's.
    func read(
        _ question: FileQuestion,
        for caller: Caller,
        in space: FileSpace
    ) async throws -> FilePart {
        let (file, isOwn) = try await main.read { [rules] database in
            let found = try FileRecord.one(
                database,
                "SELECT * FROM files WHERE id = ? AND tenant = ? AND partner = ?",
                [question.fileId, space.tenant, space.partner]
            )
            guard let found else { throw Refusal(.notFound) }
            // Who asks for the tenant has no part in what its partner has not shown.
            let isOwn = found.space == space.id && caller.isOfPartner
            guard try isOwn || found.isShown(to: caller, by: rules, in: database) else {
                throw Refusal(.notFound)
            }
            return (found, isOwn)
        }
        let variant = question.variant ?? .original
        // It may tell where it was taken.
        guard variant != .original || isOwn || !file.type.isPicture else {
            throw Refusal(.notFound)
        }
        guard let content = try await content(of: file, variant) else {
            throw try await absence(of: file)
        }
        guard question.knownHash?.bytes != Array(content.hash) else {
            return part(nil, content)
        }
        let offset = min(Int(question.offset ?? 0), content.size)
        let count = min(Int(question.length ?? Int64(Self.mostBytes)), content.size - offset)
        let bytes = try await store.read { database in
            try content.bytes(from: offset, count, in: database)
        }
        return part(Bytes(bytes), content)
    }

    private func content(of file: FileRecord, _ variant: FileVariant) async throws -> Content? {
        try await store.read { database in
            guard try UploadRecord.isThere(file.id, in: database) else { return nil }
            return try Content(of: file, variant, in: database)
        }
    }

    /// Why a file has no bytes: an older copy of them was put back, unless it was removed this moment.
    private func absence(of file: FileRecord) async throws -> Refusal {
        let isKnown = try await main.read { database in
            try database.exists("SELECT 1 FROM files WHERE id = ?", [file.id])
        }
        return Refusal(isKnown ? .fileLost : .notFound)
    }

    private func part(_ bytes: Bytes?, _ content: Content) -> FilePart {
        FilePart(
            part: bytes,
            mediaType: content.mediaType,
            size: Int64(content.size),
            hash: Bytes(Array(content.hash))
        )
    }

    /// One size of one file.
    private struct Content: Sendable {
        let upload: UploadID
        let variant: FileVariant
        let mediaType: String
        let size: Int
        let hash: Data

        init(of file: FileRecord, _ variant: FileVariant, in database: Database) throws {
            upload = UploadID(file.id.uuid)
            self.variant = variant
            if variant == .original {
                (mediaType, size, hash) = (file.type.mediaType, Int(file.size), file.sha256)
                return
            }
            let row = try Row.one(
                database,
                "SELECT length(content) AS size, sha256 FROM pictures WHERE upload = ? AND variant = ?",
                [upload, variant.rawValue]
            )
            guard let row else { throw Refusal(.notFound) }
            (mediaType, size, hash) = (FileType.webp.mediaType, row["size"], row["sha256"])
        }

        func bytes(from offset: Int, _ count: Int, in database: Database) throws -> [UInt8] {
            if variant == .original {
                do {
                    return try StoredBytes(upload, in: database).bytes(from: offset, count)
                } catch is FileRefusal {
                    throw Refusal(.notFound)
                }
            }
            let bytes = try Data.one(
                database,
                "SELECT substr(content, ?, ?) FROM pictures WHERE upload = ? AND variant = ?",
                [offset + 1, count, upload, variant.rawValue]
            )
            guard let bytes else { throw Refusal(.notFound) }
            return Array(bytes)
        }
    }
}

extension Caller {
    /// Whether it is one of the partner's own people or programs, or an end user about themselves.
    fileprivate var isOfPartner: Bool { reach.partner != nil || reach.own != nil }
}

extension FileRecord {
    /// Whether a record that refers to it may be seen by the caller.
    fileprivate func isShown(
        to caller: Caller,
        by rules: [FileOwner.Kind: FileRule],
        in database: Database
    ) throws -> Bool {
        let claims = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT kind, owner FROM file_claims WHERE file = ?"),
            arguments: [id]
        )
        while let claim = try claims.next() {
            guard let rule = rules[FileOwner.Kind(claim["kind"])] else { continue }
            if try rule(caller, claim["owner"], database) { return true }
        }
        return false
    }
}
