public import struct OctopusCBOR.Bytes

// What every service that keeps files asks and answers while they are uploaded; its own contract names the
// methods and says who may call them.

/// The request to begin an upload.
public struct UploadOffer: Message {
    /// How many bytes the file has.
    public let size: Int64
    /// What it is said to be; its bytes have to be that.
    public let type: FileType
    /// The SHA-256 of its bytes, 32 bytes.
    public let sha256: Bytes

    /// Makes a request.
    public init(size: Int64, type: FileType, sha256: Bytes) {
        self.size = size
        self.type = type
        self.sha256 = sha256
    }

    public static let limits: [FieldLimit<Self>] = [.number("size", \.size, 1...(256 << 20))]
}

/// The request that carries a chunk; sent twice it is the same as sent once.
public struct UploadPart: Message {
    /// Which upload.
    public let uploadId: UploadID
    /// Which chunk, from 0.
    public let chunk: Int64
    /// Its bytes: as many as a chunk has, the last one the rest.
    public let part: Bytes

    /// Makes a request.
    public init(uploadId: UploadID, chunk: Int64, part: Bytes) {
        self.uploadId = uploadId
        self.chunk = chunk
        self.part = part
    }

    public static let limits: [FieldLimit<Self>] = [.number("chunk", \.chunk, 0...1023)]
}

/// The request about an upload that the caller began.
public struct UploadQuestion: Message {
    /// Which upload.
    public let uploadId: UploadID

    /// Makes a request.
    public init(uploadId: UploadID) {
        self.uploadId = uploadId
    }
}

/// How far an upload has come.
public struct UploadProgress: Message {
    /// Which upload; absent if the file is there already and nothing has to be sent.
    public let uploadId: UploadID?
    /// How many bytes a chunk has.
    public let chunkBytes: Int64
    /// Which chunks have not arrived yet.
    public let missing: [ChunkRange]
    /// The file, once it is finished.
    public let file: StoredFile?
    /// When the upload is forgotten, if nothing more comes; absent for one that is finished.
    public let expiresAt: Instant?

    /// Makes a reply, as a service or a `FakeMesh` does.
    public init(
        uploadId: UploadID?,
        chunkBytes: Int64,
        missing: [ChunkRange],
        file: StoredFile?,
        expiresAt: Instant?
    ) {
        self.uploadId = uploadId
        self.chunkBytes = chunkBytes
        self.missing = missing
        self.file = file
        self.expiresAt = expiresAt
    }
}

/// Chunks in a row.
public struct ChunkRange: Message {
    /// The first of them.
    public let first: Int64
    /// The last of them.
    public let last: Int64

    /// Makes one from its fields.
    public init(first: Int64, last: Int64) {
        self.first = first
        self.last = last
    }
}

/// A file that was checked and is kept.
///
/// One that nothing refers to for a day is removed.
public struct StoredFile: Message {
    /// The file.
    public let fileId: FileID
    /// What its bytes are.
    public let type: FileType
    /// How many they are.
    public let size: Int64
    /// A picture's width in pixels, upright.
    public let width: Int64?
    /// A picture's height in pixels, upright.
    public let height: Int64?

    /// Makes one from its fields.
    public init(fileId: FileID, type: FileType, size: Int64, width: Int64?, height: Int64?) {
        self.fileId = fileId
        self.type = type
        self.size = size
        self.width = width
        self.height = height
    }
}
