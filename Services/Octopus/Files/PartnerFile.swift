import Crypto
import OctopusClient

/// A picture or a video of this machine that becomes a file of the partner.
enum PartnerFile {
    /// Uploads it, or what is missing of it: a command that was interrupted goes on where it was.
    ///
    /// - Returns: The file, which something has to refer to within a day.
    static func upload(_ path: String, _ session: Session) async throws -> FileID {
        try await upload(path, session, BeginUpload.self, UploadChunk.self, FinishUpload.self)
    }

    /// The same, for ads.
    static func uploadForAds(_ path: String, _ session: Session) async throws -> FileID {
        try await upload(path, session, BeginAdUpload.self, SendAdChunk.self, FinishAdUpload.self)
    }

    private static func upload<Begin: Method, Send: Method, Finish: Method>(
        _ path: String,
        _ session: Session,
        _: Begin.Type,
        _: Send.Type,
        _: Finish.Type
    ) async throws -> FileID
    where
        Begin.Request == UploadOffer,
        Begin.Reply == UploadProgress,
        Send.Request == UploadPart,
        Finish.Request == UploadQuestion,
        Finish.Reply == StoredFile
    {
        let content = try Input.bytes(of: path, atMost: Int(FileType.mp4.mostBytes))
        guard let type = FileType(of: content) else {
            let taken = FileType.allCases.filter { !$0.isDocument }.map(\.rawValue)
            throw Failure(
                .usage,
                "\(path) is no picture and no video that is taken",
                advice: "There are \(taken.joined(separator: ", "))."
            )
        }
        guard content.count <= type.mostBytes else {
            throw Failure(.usage, "\(path) has more than \(type.mostBytes) bytes")
        }
        let offer = UploadOffer(
            size: Int64(content.count),
            type: type,
            sha256: Bytes(Array(SHA256.hash(data: content)))
        )
        let begun = try await session.asUser(Begin.self, offer)
        if let file = begun.file { return file.fileId }
        guard let id = begun.uploadId else { throw Failure(.fault, "the upload has no id") }
        let chunks = begun.missing.flatMap { Array($0.first...$0.last) }
        tell(chunks.count, of: Int(offer.size.divided(by: begun.chunkBytes)), path)
        for chunk in chunks {
            let part = content.dropFirst(Int(chunk * begun.chunkBytes))
                .prefix(Int(begun.chunkBytes))
            _ = try await session.asUser(
                Send.self,
                .init(uploadId: id, chunk: chunk, part: Bytes(Array(part)))
            )
        }
        return try await session.asUser(Finish.self, .init(uploadId: id)).fileId
    }

    private static func tell(_ missing: Int, of all: Int, _ path: String) {
        guard missing < all else { return }
        Console.note("octopus: \(all - missing) of \(all) parts of \(path) were there already")
    }
}

extension FileType {
    /// What the first bytes say; the service looks at all of them.
    fileprivate init?(of content: [UInt8]) {
        func stands(_ text: String, at offset: Int) -> Bool {
            content.dropFirst(offset).starts(with: text.utf8)
        }
        if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if stands("RIFF", at: 0), stands("WEBP", at: 8) {
            self = .webp
        } else if stands("ftyp", at: 4) {
            self = .mp4
        } else if content.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            self = .webm
        } else {
            return nil
        }
    }
}

extension Int64 {
    /// Divides, and counts a rest as one more.
    fileprivate func divided(by divisor: Int64) -> Int64 { (self + divisor - 1) / divisor }
}
