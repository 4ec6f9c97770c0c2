public import struct OctopusCBOR.Bytes

/// The request for some bytes of a file.
public struct FileQuestion: Message {
    /// Which file.
    public let fileId: FileID
    /// In which size; absent: as it was uploaded.
    public let variant: FileVariant?
    /// The first byte that is wanted; absent: from the beginning.
    public let offset: Int64?
    /// How many bytes are wanted; absent: as many as fit.
    public let length: Int64?
    /// The hash of what the caller has of that file and size: if it is still the same, no bytes come.
    public let knownHash: Bytes?

    /// Makes a request.
    public init(
        fileId: FileID,
        variant: FileVariant? = nil,
        offset: Int64? = nil,
        length: Int64? = nil,
        knownHash: Bytes? = nil
    ) {
        self.fileId = fileId
        self.variant = variant
        self.offset = offset
        self.length = length
        self.knownHash = knownHash
    }

    public static let limits: [FieldLimit<Self>] = [
        .standard("variant", "original"),
        .number("offset", \.offset, 0...(256 << 20), standard: 0),
        .number("length", \.length, 1...262_144, standard: 262_144),
    ]
}

/// Some bytes of a file.
public struct FilePart: Message {
    /// The bytes; absent if the caller has them already.
    public let part: Bytes?
    /// What they are, as HTTP calls it: a document (`application/pdf`) is handed out to be saved
    /// (`Content-Disposition: attachment`), never shown in a page.
    public let mediaType: String
    /// How many bytes there are of the file in that size.
    public let size: Int64
    /// The SHA-256 of all of them: what HTTP takes for an ETag.
    public let hash: Bytes

    /// Makes a reply, as a service or a `FakeMesh` does.
    public init(part: Bytes?, mediaType: String, size: Int64, hash: Bytes) {
        self.part = part
        self.mediaType = mediaType
        self.size = size
        self.hash = hash
    }
}
