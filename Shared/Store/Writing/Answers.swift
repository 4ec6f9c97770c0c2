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
    private let code: KeyedCode
    /// The time of the newest key that was forgotten, and one more millisecond.
    ///
    /// It is raised before anything is forgotten, and lowered by an operator only.
    private let watermark: Mutex<Int64>

    init(_ database: Database) throws {
        code = KeyedCode(SymmetricKey(data: try Self.secret(database)))
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
        HashedKey(
            key: key.key,
            scope: code.of(key.scope, bytes: 16),
            request: code.of(request, bytes: 16)
        )
    }

    /// Why a command under this key may not run; nil if it may.
    ///
    /// A clock that can't be believed takes nobody's key away: a key is too old, or too new, if it is
    /// so by the clock as it is and by the clock as it should be.
    func objection(to key: UUID, at clock: ClockWatch.Reading) -> StoredAnswer? {
        guard let made = TimeOrderedID.milliseconds(of: key) else { return .keyInvalid }
        let ahead = made - clock.latestMilliseconds
        if ahead > Self.aheadMilliseconds { return .keyAhead(milliseconds: ahead) }
        let isOld = made < clock.earliestMilliseconds - Self.keptMilliseconds
        return isOld || hasForgotten(key) ? .keyExpired : nil
    }

    /// Whether the answer to this key would be gone.
    func hasForgotten(_ key: UUID) -> Bool {
        (TimeOrderedID.milliseconds(of: key) ?? 0) < oldestKeyMilliseconds
    }

    /// Keys made before it are refused.
    var oldestKeyMilliseconds: Int64 { watermark.withLock { $0 } }

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
                answer.kept ?? answer.body,
            ]
        )
    }

    /// Forgets some of what is older than the time for which answers are kept.
    ///
    /// The watermark rises to the newest key that is forgotten, never further: were the clock ahead,
    /// the keys that are made once it is right would not be refused.
    ///
    /// - Returns: whether there is more.
    func purge(_ transaction: Transaction, limit: Int) throws -> Bool {
        let database = transaction.database
        let floor = TimeOrderedID.least(
            atMilliseconds: transaction.nowMilliseconds - Self.keptMilliseconds
        )
        let newest = try UUID.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(key) FROM
                    (SELECT key FROM answers WHERE key < ? ORDER BY key, scope LIMIT ?)
                    """
            ),
            arguments: [floor, limit]
        )
        guard let newest, let made = TimeOrderedID.milliseconds(of: newest) else { return false }
        // Before anything is gone, so that no command of this batch runs again for want of its row.
        let risen = watermark.withLock { watermark in
            watermark = max(watermark, made + 1)
            return watermark
        }
        try Meta.set(Self.watermarkName, to: risen.databaseValue, in: database)
        try database.cachedStatement(
            sql: """
                DELETE FROM answers WHERE (key, scope) IN
                (SELECT key, scope FROM answers WHERE key < ? ORDER BY key, scope LIMIT ?)
                """
        ).execute(arguments: [floor, limit])
        return database.changesCount == limit
    }

    /// Takes keys from a moment on that a clock that was ahead had put beyond reach.
    ///
    /// What was forgotten had been asked for before that moment, so none of it runs twice.
    ///
    /// - Returns: whether the watermark lay beyond it.
    func lowerWatermark(toMilliseconds moment: Int64, _ transaction: Transaction) throws -> Bool {
        guard oldestKeyMilliseconds > moment else { return false }
        try Meta.set(
            Self.watermarkName,
            to: moment.databaseValue,
            in: transaction.database
        )
        transaction.afterCommit { [self] in watermark.withLock { $0 = moment } }
        return true
    }
}
