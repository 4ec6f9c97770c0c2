package import GRDB
package import OctopusContract
package import OctopusServiceKit
package import struct FoundationEssentials.UUID

/// A record that refers to files.
package struct FileOwner: Sendable, Hashable {
    /// What sort of record, as a word of the code: `static let channel = FileOwner.Kind("channel")`.
    package struct Kind: Sendable, Hashable {
        package let word: String
        package init(_ word: String) { self.word = word }
    }

    package let kind: Kind
    package let id: UUID

    package init(_ kind: Kind, _ id: UUID) {
        (self.kind, self.id) = (kind, id)
    }
}

/// Whether a caller may see the record of that id, and so its files.
package typealias FileRule = @Sendable (Caller, _ owner: UUID, Database) throws -> Bool

/// The environment of a service that keeps files.
package protocol KeepsFiles: Sendable {
    var files: FileShelf { get }
    /// Where a caller's uploads lie, which nobody reads but by a rule.
    func space(of caller: Caller) throws -> FileSpace
}

extension KeepsFiles {
    /// A partner's users share one.
    package func space(of caller: Caller) throws -> FileSpace { try FileSpace(of: caller) }
}

/// What a record refers to.
package enum FileSort: String, Sendable, Hashable {
    case picture, video, any
    case media = "picture or video"

    func has(_ type: FileType) -> Bool {
        switch self {
        case .picture: type.isPicture
        case .video: type.isVideo
        case .media: type.isPicture || type.isVideo
        case .any: true
        }
    }
}

extension FieldRules {
    /// Notes a file that is not there, and one of another sort.
    ///
    /// - Returns: What it is; nil for one that is not there.
    @discardableResult
    package mutating func file(
        _ file: FileID,
        _ path: String,
        in space: FileSpace,
        as sort: FileSort = .picture,
        _ database: Database
    ) throws -> FileType? {
        guard let type = try space.type(of: file, in: database) else {
            refuse(path, .known)
            return nil
        }
        require(sort.has(type), path, .form, "The file is no \(sort.rawValue).")
        return type
    }
}

extension FileSpace {
    /// Nil for a file that it does not have.
    fileprivate func type(of file: FileID, in database: Database) throws -> FileType? {
        try String.one(
            database,
            "SELECT type FROM files WHERE id = ? AND space = ? AND partner = ?",
            [file, id, partner]
        ).flatMap(FileType.init)
    }
}

extension Emitting {
    /// Has a record refer to these files and to no others, in the transaction in which it is written.
    ///
    /// ```swift
    /// try context.claimFiles([pictureId], for: FileOwner(.channel, id.uuid), in: .partner(partner, of: tenant))
    /// ```
    /// - Parameters:
    ///   - files: All that it refers to; none releases what it referred to before.
    ///   - owner: The record.
    ///   - space: Where the files have to be.
    ///   - sort: What they have to be.
    ///   - path: The request's field that names them.
    /// - Throws: `notFound` for a file that is not there, `invalid` for one of another sort.
    package func claimFiles(
        _ files: [FileID],
        for owner: FileOwner,
        in space: FileSpace,
        as sort: FileSort = .picture,
        path: String = "pictureId"
    ) throws {
        let old = try FileID.all(
            database,
            "SELECT file FROM file_claims WHERE kind = ? AND owner = ?",
            [owner.kind.word, owner.id]
        )
        for file in Set(files).subtracting(old) {
            guard let type = try space.type(of: file, in: database) else {
                throw Refusal(.notFound)
            }
            guard sort.has(type) else {
                throw Refusal.invalid(Violation(path, .form, "The file is no \(sort.rawValue)."))
            }
            try database.run(
                "INSERT INTO file_claims (kind, owner, file) VALUES (?, ?, ?)",
                [owner.kind.word, owner.id, file]
            )
            try database.run("UPDATE files SET unclaimed_since = NULL WHERE id = ?", [file])
        }
        for file in Set(old).subtracting(files) { try release(file, of: owner) }
    }

    /// Has a record refer to no file any more.
    package func releaseFiles(of owner: FileOwner) throws {
        let old = try FileID.all(
            database,
            "SELECT file FROM file_claims WHERE kind = ? AND owner = ?",
            [owner.kind.word, owner.id]
        )
        for file in old { try release(file, of: owner) }
    }

    private func release(_ file: FileID, of owner: FileOwner) throws {
        try database.run(
            "DELETE FROM file_claims WHERE kind = ? AND owner = ? AND file = ?",
            [owner.kind.word, owner.id, file]
        )
        let isClaimed = try database.exists(
            "SELECT 1 FROM file_claims WHERE file = ? LIMIT 1",
            [file]
        )
        guard !isClaimed else { return }
        try database.run("UPDATE files SET unclaimed_since = ? WHERE id = ?", [now, file])
        try wake(FileCollector.job, at: now.adding(milliseconds: FileCollector.keptMilliseconds))
    }
}
