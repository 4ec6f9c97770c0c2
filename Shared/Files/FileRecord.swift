import FoundationEssentials
package import GRDB
import OctopusCBOR
package import OctopusContract
import OctopusServiceKit

/// A file that there is, in the service's own database.
struct FileRecord: StoredRecord {
    static let databaseTableName = "files"

    let id: FileID
    let space: UUID
    let tenant: TenantID
    let partner: PartnerID
    let sha256: Data
    let size: Int64
    let type: FileType
    let width: Int64?
    let height: Int64?
    let keptAt: Instant
    var unclaimedSince: Instant?

    init(_ upload: UploadRecord, at now: Instant) {
        id = FileID(upload.id.uuid)
        (space, tenant, partner) = (upload.space, upload.tenant, upload.partner)
        (sha256, size, type) = (upload.sha256, upload.size, upload.type)
        (width, height) = (upload.width, upload.height)
        (keptAt, unclaimedSince) = (now, now)
    }

    var stored: StoredFile {
        StoredFile(fileId: id, type: type, size: size, width: width, height: height)
    }

    /// The file of that content in a space.
    static func find(
        _ sha256: Data,
        in space: FileSpace,
        _ database: Database
    ) throws -> FileRecord? {
        try one(
            database,
            "SELECT * FROM files WHERE space = ? AND partner = ? AND sha256 = ?",
            [space.id, space.partner, sha256]
        )
    }

    /// The file that is offered, if the space has it.
    static func find(
        _ offer: UploadOffer,
        in space: FileSpace,
        _ database: Database
    ) throws -> FileRecord? {
        let found = try find(Data(offer.sha256.bytes), in: space, database)
        return found.flatMap { $0.size == offer.size && $0.type == offer.type ? $0 : nil }
    }

    /// Lets one that nothing refers to live for a day more.
    func touch(at now: Instant, in database: Database) throws {
        guard unclaimedSince != nil else { return }
        try database.run("UPDATE files SET unclaimed_since = ? WHERE id = ?", [now, id])
    }
}

extension StoredFile {
    /// What there is to tell of a file to those who may see it; nil once it is gone.
    package static func known(_ id: FileID, in database: Database) throws -> StoredFile? {
        try FileRecord.one(database, "SELECT * FROM files WHERE id = ?", [id])?.stored
    }
}

/// An upload, in the file beside the database.
struct UploadRecord: StoredRecord {
    enum State: String, Codable { case open, whole, kept, same, refused }

    static let databaseTableName = "uploads"
    /// 1024 of them are the largest file.
    static let chunkBytes = 256 * 1024
    /// An upload of which nothing was heard for a day is forgotten.
    static let keptMilliseconds: Int64 = 86_400_000

    let id: UploadID
    var owner: Data
    let space: UUID
    let tenant: TenantID
    let partner: PartnerID
    let sha256: Data
    let size: Int64
    let type: FileType
    var state = State.open
    var width: Int64?
    var height: Int64?
    var file: FileID?
    var refusal: FileFault?
    var refusalDetail: String?
    var expiresAt: Instant?
    /// How often a chunk was put or changed.
    var changes: Int64 = 0

    var chunkCount: Int { (Int(size) + Self.chunkBytes - 1) / Self.chunkBytes }

    /// How many bytes a chunk has; nil for one that the file has not.
    func length(ofChunk number: Int64) -> Int? {
        guard (0..<Int64(chunkCount)).contains(number) else { return nil }
        return min(Self.chunkBytes, Int(size) - Int(number) * Self.chunkBytes)
    }

    /// Why it was refused; nil if it was not.
    var fileRefusal: FileRefusal? { refusal.map { FileRefusal($0, refusalDetail) } }

    /// The upload that the caller began at that partner.
    ///
    /// - Throws: `notFound`.
    static func find(
        _ id: UploadID,
        of owner: [UInt8],
        at partner: PartnerID,
        in database: Database
    ) throws -> UploadRecord {
        let found = try one(
            database,
            "SELECT * FROM uploads WHERE id = ? AND owner = ? AND partner = ?",
            [id, Data(owner), partner]
        )
        guard let found else { throw Refusal(.notFound) }
        return found
    }

    /// How far it has come.
    func progress(in database: Database) throws -> UploadProgress {
        let missing = state == .open ? try missing(in: database) : []
        return UploadProgress(
            uploadId: id,
            chunkBytes: Int64(Self.chunkBytes),
            missing: missing,
            file: nil,
            expiresAt: expiresAt
        )
    }

    /// The chunks that have not arrived.
    func missing(in database: Database) throws -> [ChunkRange] {
        let present = try Int64.all(
            database,
            "SELECT number FROM chunks WHERE upload = ? ORDER BY number",
            [id]
        )
        var missing: [ChunkRange] = []
        var next: Int64 = 0
        for number in present + [Int64(chunkCount)] {
            if number > next { missing.append(ChunkRange(first: next, last: number - 1)) }
            next = number + 1
        }
        return missing
    }
}
