import FoundationEssentials
package import GRDB
import OctopusCBOR
package import OctopusContract
package import OctopusServiceKit
import OctopusStore

// What a service's methods about files do. It declares each in its contract, says there who may call it,
// and names here what it does in a line:
//
//     extension BeginUpload: BeginsUpload { package typealias Environment = PartnersEnvironment }
//
// The commands store no answer: what they did shows in the upload, so that each can be repeated.

/// Begins an upload; nothing has to be sent of a file that the caller's space has.
package protocol BeginsUpload: PreparedCommandHandler
where
    Environment: KeepsFiles,
    Request == UploadOffer,
    Reply == UploadProgress,
    Prepared == UploadProgress?,
    Draft == UploadProgress
{
    /// What the service demands of an upload beyond its form, before anything of it is kept: that it is no
    /// document, unless the service says otherwise.
    static func demand(_ offer: UploadOffer, by caller: Caller, in database: Database) throws
}

extension BeginsUpload {
    package static func demand(
        _ offer: UploadOffer,
        by caller: Caller,
        in database: Database
    ) throws {
        guard !offer.type.isDocument else {
            throw Refusal.invalid(Violation("type", .known, "Documents are not taken here."))
        }
    }

    package static func prepare(
        _ request: UploadOffer,
        in context: WaitingContext<Environment>
    ) async throws -> UploadProgress? {
        try request.demandForm()
        let (caller, files) = (context.caller, context.environment.files)
        let space = try context.environment.space(of: caller)
        let known = try await context.store.read { database in
            try demand(request, by: caller, in: database)
            return try FileRecord.find(request, in: space, database)?.id
        }
        if let known, try await files.has(known) { return nil }
        let owner = caller.askingDigest
        return try await files.begin(request, in: space, by: owner, mending: known)
    }

    package static func run(
        _ request: UploadOffer,
        with prepared: UploadProgress?,
        in context: CommandContext<Environment>
    ) throws -> UploadProgress {
        let (space, database) = (try context.space, context.database)
        let file = try FileRecord.find(request, in: space, database)
        try file?.touch(at: context.now, in: database)
        if let prepared { return prepared }
        // It was there a moment ago.
        guard let file else { throw Refusal(.stale) }
        return UploadProgress(
            uploadId: nil,
            chunkBytes: Int64(UploadRecord.chunkBytes),
            missing: [],
            file: file.stored,
            expiresAt: nil
        )
    }
}

extension UploadOffer {
    fileprivate func demandForm() throws(Refusal) {
        guard sha256.bytes.count == 32 else {
            throw Refusal.invalid(Violation("sha256", .length, "A SHA-256 has 32 bytes."))
        }
        guard size <= type.mostBytes else {
            let most = type.mostBytes
            throw Refusal.invalid(Violation("size", .range, "It may have at most \(most) bytes."))
        }
    }
}

/// Takes a chunk.
package protocol TakesChunk: PreparedCommandHandler
where
    Environment: KeepsFiles,
    Request == UploadPart,
    Reply == Empty,
    Prepared == Empty,
    Draft == Empty
{}

extension TakesChunk {
    package static func prepare(
        _ request: UploadPart,
        in context: WaitingContext<Environment>
    ) async throws -> Empty {
        let caller = context.caller
        try await context.environment.files.take(
            request,
            by: caller.askingDigest,
            at: try caller.requirePartner()
        )
        return Empty()
    }

    package static func run(
        _ request: UploadPart,
        with prepared: Empty,
        in context: CommandContext<Environment>
    ) throws -> Empty {
        Empty()
    }
}

/// Says what is missing.
package protocol TellsUploadStatus: WaitingReadHandler
where Environment: KeepsFiles, Request == UploadQuestion, Reply == UploadProgress {}

extension TellsUploadStatus {
    package static func run(
        _ request: UploadQuestion,
        in context: WaitingContext<Environment>
    ) async throws -> UploadProgress {
        try await context.environment.files.progress(
            of: request.uploadId,
            by: context.caller.askingDigest,
            at: try context.caller.requirePartner()
        )
    }
}

/// Checks an upload, has the database know it, and notes that it does, each on disk before the next.
package protocol FinishesUpload: PreparedCommandHandler
where
    Environment: KeepsFiles,
    Request == UploadQuestion,
    Reply == StoredFile,
    Prepared == CheckedUpload,
    Draft == FinishedUpload
{}

/// An upload that is whole.
package struct CheckedUpload: Sendable {
    let record: UploadRecord
}

/// One that the database knows.
package struct FinishedUpload: Sendable {
    let record: UploadRecord
    let file: StoredFile
}

extension FinishesUpload {
    package static func prepare(
        _ request: UploadQuestion,
        in context: WaitingContext<Environment>
    ) async throws -> CheckedUpload {
        let (caller, files) = (context.caller, context.environment.files)
        let checked = try await files.checked(
            request.uploadId,
            by: caller.askingDigest,
            at: try caller.requirePartner()
        )
        FaultPoint.hit("files.whole")
        let space = try context.environment.space(of: caller)
        let same = try await context.store.read { database in
            try FileRecord.find(checked.sha256, in: space, database)?.id
        }
        // Begun anew, it brings the bytes back that the file of that content has lost.
        if let same, checked.state == .whole, try await !files.has(same) { throw Refusal(.stale) }
        return CheckedUpload(record: checked)
    }

    package static func run(
        _ request: UploadQuestion,
        with prepared: CheckedUpload,
        in context: CommandContext<Environment>
    ) throws -> FinishedUpload {
        let (upload, database) = (prepared.record, context.database)
        if let known = upload.known {
            let file = try FileRecord.one(database, "SELECT * FROM files WHERE id = ?", [known])
            guard let file else { throw Refusal(.notFound) }
            return FinishedUpload(record: upload, file: file.stored)
        }
        let space = try context.space
        if let same = try FileRecord.find(upload.sha256, in: space, database) {
            try same.touch(at: context.now, in: database)
            return FinishedUpload(record: upload, file: same.stored)
        }
        let isBeingRemoved = try database.exists(
            "SELECT 1 FROM files_removed WHERE id = ?",
            [upload.id]
        )
        guard !isBeingRemoved else { throw Refusal(.stale) }
        let file = FileRecord(upload, at: context.now)
        try file.store(in: database)
        let end = context.now.adding(milliseconds: FileCollector.keptMilliseconds)
        try context.wake(FileCollector.job, at: end)
        return FinishedUpload(record: upload, file: file.stored)
    }

    package static func finish(
        _ draft: FinishedUpload,
        in context: WaitingContext<Environment>
    ) async throws -> StoredFile {
        FaultPoint.hit("files.known")
        if draft.record.state == .whole {
            try await context.environment.files.noteKept(draft.record, as: draft.file.fileId)
        }
        FaultPoint.hit("files.kept")
        return draft.file
    }
}

/// Reads some bytes of a file.
package protocol ReadsFile: WaitingReadHandler
where Environment: KeepsFiles, Request == FileQuestion, Reply == FilePart {}

extension ReadsFile {
    package static func run(
        _ request: FileQuestion,
        in context: WaitingContext<Environment>
    ) async throws -> FilePart {
        let (environment, caller) = (context.environment, context.caller)
        return try await environment.files.read(
            request,
            for: caller,
            in: environment.space(of: caller)
        )
    }
}

extension CommandContext where Environment: KeepsFiles {
    fileprivate var space: FileSpace { get throws { try environment.space(of: caller) } }
}
