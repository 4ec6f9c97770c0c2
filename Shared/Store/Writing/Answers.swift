import Crypto
import GRDB
import Synchronization
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// What was answered to keyed commands, for as long as their keys are honoured.
final class Answers: Sendable {
    static let keptMilliseconds: Int64 = 7 * 24 * 3_600_000
    static let aheadMilliseconds: Int64 = 5 * 60_000
    private static let watermarkName = "answers.watermark"

    /// Keys the hashes, so that a copy of the table says nothing about requests.
    private let secret: SymmetricKey
    /// Keys made before it are refused.
    ///
    /// It is raised before anything is forgotten, never lowered.
    private let watermark: Mutex<Int64>

    init(_ database: Database) throws {
        secret = SymmetricKey(data: try Self.secret(database))
        watermark = Mutex(try Meta.integer(Self.watermarkName, in: database) ?? 0)
    }

    /// The database's own secret, made when it is first asked for.
    static func secret(_ database: Database) throws -> Data {
        let name = "answers.secret"
        if let stored = try Meta.data(name, in: database) { return stored }
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        try Meta.set(name, to: secret.databaseValue, in: database)
        return secret
    }

    func hash(_ key: CommandKey, request: [UInt8]) -> HashedKey {
        HashedKey(key: key.key, scope: hash(key.scope), request: hash(request))
    }

    private func hash(_ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: secret).prefix(16))
    }

    /// Whether a command under this key may still run.
    func honours(_ key: UUID, nowMilliseconds: Int64) -> Bool {
        guard let made = TimeOrderedID.milliseconds(of: key) else { return false }
        return made >= watermark.withLock { $0 } && made <= nowMilliseconds + Self.aheadMilliseconds
    }

    func stored(for key: HashedKey, _ statements: Statements) throws -> StoredAnswer? {
        try statements.first(
            """
            SELECT request, status, effect, seq, body FROM answers WHERE key = ? AND scope = ?
            """,
            [key.key, key.scope]
        ) { row in
            guard try row.value(0) == key.request else { return .keyReused }
            let answer = Answer(
                status: try row.value(1),
                effect: try row.value(2),
                body: try row.value(4),
                seq: try row.optional(3)
            )
            return .answered(answer, replayed: true)
        }
    }

    func store(_ answer: Answer, for key: HashedKey, _ statements: Statements) throws {
        try statements.run(
            """
            INSERT INTO answers (key, scope, request, status, effect, seq, body)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                key.key, key.scope, key.request, answer.status, answer.effect, answer.seq,
                answer.body,
            ]
        )
    }

    /// Forgets some of what is older than the time for which answers are kept.
    ///
    /// - Returns: whether there is more.
    func purge(_ transaction: Transaction, limit: Int) throws -> Bool {
        let database = transaction.database
        let floor = max(
            try Meta.integer(Self.watermarkName, in: database) ?? 0,
            transaction.nowMilliseconds - Self.keptMilliseconds
        )
        // Before anything is gone, so that no command of this batch runs again for want of its row.
        watermark.withLock { $0 = max($0, floor) }
        try Meta.set(Self.watermarkName, to: floor.databaseValue, in: database)
        try database.cachedStatement(
            sql: """
                DELETE FROM answers WHERE (key, scope) IN
                (SELECT key, scope FROM answers WHERE key < ? ORDER BY key LIMIT ?)
                """
        ).execute(arguments: [TimeOrderedID.least(atMilliseconds: floor), limit])
        return database.changesCount == limit
    }
}
