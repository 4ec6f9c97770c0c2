import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// Begins uploads and takes their chunks.
extension FileShelf {
    /// Begins an upload, or goes on with one of the same content that the same caller began.
    ///
    /// - Parameters:
    ///   - offer: What is to come.
    ///   - space: Whose it will be.
    ///   - owner: Who alone goes on with it.
    ///   - lost: The file of that content whose bytes are gone; they come back under its id.
    /// - Returns: What is missing.
    /// - Throws: `tooManyUploads`, `filesFull`.
    func begin(
        _ offer: UploadOffer,
        in space: FileSpace,
        by owner: [UInt8],
        mending lost: FileID? = nil
    ) async throws -> UploadProgress {
        let (now, expiry) = (clock.now, expiry())
        let id = UploadID(lost?.uuid ?? ids.uuid(at: now))
        let upload = UploadRecord(
            id: id,
            owner: Data(owner),
            space: space.id,
            tenant: space.tenant,
            partner: space.partner,
            sha256: Data(offer.sha256.bytes),
            size: offer.size,
            type: offer.type,
            expiresAt: expiry
        )
        if lost != nil { try await forgetRefused(id) }
        return try await write("files.begin") { [limits] database in
            let begun =
                if lost == nil { try upload.twin(at: now, in: database) } else {
                    try upload.mending(in: database)
                }
            if var begun {
                (begun.owner, begun.expiresAt) = (upload.owner, expiry)
                try begun.storeChange(in: database)
                return try begun.progress(in: database)
            }
            try limits.demandRoom(for: upload, in: space, database)
            try upload.store(in: database)
            return try upload.progress(in: database)
        }
    }

    /// Removes what was sent for a lost file and was not that file.
    private func forgetRefused(_ id: UploadID) async throws {
        let isRefused = try await store.read { database in
            try database.exists(
                "SELECT 1 FROM uploads WHERE id = ? AND state IN ('refused', 'same')",
                [id]
            )
        }
        if isRefused { try await remove(id) }
    }

    /// Takes a chunk; one that came before is replaced.
    ///
    /// - Throws: `notFound`, `wrongState`, `invalid`.
    func take(_ request: UploadPart, by owner: [UInt8], at partner: PartnerID) async throws {
        let expiry = expiry()
        try await write("files.chunk") { database in
            let upload = try UploadRecord.find(
                request.uploadId,
                of: owner,
                at: partner,
                in: database
            )
            guard upload.state == .open else {
                throw Refusal(.wrongState, "The upload is finished.")
            }
            guard let length = upload.length(ofChunk: request.chunk) else {
                let most = upload.chunkCount - 1
                throw Refusal.invalid(Violation("chunk", .range, "The last chunk is \(most)."))
            }
            guard request.part.bytes.count == length else {
                throw Refusal.invalid(Violation("part", .length, "The chunk has \(length) bytes."))
            }
            // The same bytes again change nothing.
            let changes = try database.run(
                """
                INSERT INTO chunks (upload, number, part) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET part = excluded.part WHERE part <> excluded.part
                """,
                [upload.id, request.chunk, Data(request.part.bytes)]
            )
            try database.run(
                "UPDATE uploads SET expires_at = ?, changes = changes + ? WHERE id = ?",
                [expiry, changes, upload.id]
            )
        }
    }

    /// How far an upload of the caller's has come.
    ///
    /// - Throws: `notFound`; `fileRefused` for one that was.
    func progress(
        of id: UploadID,
        by owner: [UInt8],
        at partner: PartnerID
    ) async throws -> UploadProgress {
        let (upload, progress) = try await store.read { database in
            let upload = try UploadRecord.find(id, of: owner, at: partner, in: database)
            return (upload, try upload.progress(in: database))
        }
        if let refusal = upload.fileRefusal { throw refusal }
        guard let file = upload.known else { return progress }
        let stored = try await main.read { database in
            try FileRecord.one(database, "SELECT * FROM files WHERE id = ?", [file])?.stored
        }
        guard let stored else { throw Refusal(.notFound) }
        return UploadProgress(
            uploadId: id,
            chunkBytes: progress.chunkBytes,
            missing: [],
            file: stored,
            expiresAt: nil
        )
    }
}

extension UploadRecord {
    /// The file that it became; nil before.
    var known: FileID? {
        switch state {
        case .kept: FileID(id.uuid)
        case .same: file
        case .open, .whole, .refused: nil
        }
    }

    /// The upload that brings a lost file's bytes back; a colleague may have begun it.
    ///
    /// - Throws: `stale` if they are back.
    fileprivate func mending(in database: Database) throws -> UploadRecord? {
        let begun = try Self.one(database, "SELECT * FROM uploads WHERE id = ?", [id])
        guard begun.map({ $0.state == .open }) ?? true else { throw Refusal(.stale) }
        return begun
    }

    /// An upload of the same content that its owner has begun and not finished.
    fileprivate func twin(at now: Instant, in database: Database) throws -> UploadRecord? {
        try Self.one(
            database,
            """
            SELECT * FROM uploads WHERE owner = ? AND sha256 = ? AND state IN ('open', 'whole')
            AND space = ? AND partner = ? AND size = ? AND type = ? AND expires_at > ?
            """,
            [owner, sha256, space, partner, size, type.rawValue, now]
        )
    }
}

extension FileLimits {
    /// Demands that the upload fits into what its holders may have.
    fileprivate func demandRoom(
        for upload: UploadRecord,
        in space: FileSpace,
        _ database: Database
    ) throws {
        var holders = [
            (space.tenant.uuid, tenant, "tenant"), (space.partner.uuid, partner, "partner"),
        ]
        if space.isOfPerson { holders.append((space.id, person, "person")) }
        for (holder, most, name) in holders {
            let row = try Row.one(
                database,
                "SELECT bytes, unfinished FROM usage WHERE holder = ?",
                [holder]
            )
            let (bytes, unfinished): (Int64, Int64) =
                row.map { ($0["bytes"], $0["unfinished"]) } ?? (0, 0)
            guard unfinished < most.unfinished else { throw Refusal(.tooManyUploads) }
            guard bytes + upload.size <= most.bytes else {
                throw Refusal(
                    .filesFull,
                    "The \(name) has \(bytes) of \(most.bytes) bytes of files."
                )
            }
        }
    }
}
