import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore

/// A refresh token that was given out, known by its hash.
struct RefreshTokenRecord: StoredRecord {
    static let databaseTableName = "refresh_tokens"

    let hash: Data
    let sessionId: SessionID
    var state: State
    var usedAt: Instant?
    var successor: Data?

    /// How long a used one is remembered, so that its reuse ends the session.
    ///
    /// Afterwards it is as unknown as any. A session of months would gather tens of thousands.
    static let rememberedMilliseconds: Int64 = 86_400_000

    enum State: String, Codable, Sendable { case fresh, used, void }

    static func find(_ text: String, in database: Database) throws -> RefreshTokenRecord? {
        try find(hash: Secret.hash(of: text), in: database)
    }

    static func find(hash: Data, in database: Database) throws -> RefreshTokenRecord? {
        try one(database, "SELECT * FROM refresh_tokens WHERE hash = ?", [hash])
    }

    /// Whether the session was continued: its first tokens have arrived.
    static func wasUsed(in session: SessionID, in database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM refresh_tokens WHERE session_id = ? AND state = 'used'",
            [session]
        )
    }

    static func voidFresh(of session: SessionID, in database: Database) throws {
        try database.run(
            "UPDATE refresh_tokens SET state = 'void' WHERE session_id = ? AND state = 'fresh'",
            [session]
        )
    }

    /// The one that it was traded for.
    func traded(in database: Database) throws -> RefreshTokenRecord? {
        try successor.flatMap { try Self.find(hash: $0, in: database) }
    }

    /// What presenting it means now.
    func verdict(
        at now: Instant,
        _ lifetimes: Lifetimes,
        in database: Database
    ) throws -> RefreshVerdict {
        RefreshVerdict.of(
            state,
            usedAt: usedAt,
            successor: try traded(in: database)?.state,
            at: now,
            repeatMilliseconds: lifetimes.refreshRepeatMilliseconds
        )
    }

    /// Makes a new one; the session has no other fresh one.
    static func issue(for session: SessionID, in context: some Emitting) throws -> Secret {
        let secret = Secret.drawn(in: context)
        try RefreshTokenRecord(hash: secret.hash, sessionId: session, state: .fresh)
            .insert(context.database)
        return secret
    }

    /// What it was traded for, while it is the last of its session that was.
    ///
    /// Two tabs of one person, or a call whose answer was lost, go on with one successor.
    func tradedFor(_ sealer: Sealer, in database: Database) throws -> Secret? {
        let row = try Row.one(
            database,
            "SELECT sealed FROM refresh_successors WHERE token = ?",
            [hash]
        )
        guard let sealed: Data = row?["sealed"] else { return nil }
        let bytes = try sealer.open(Array(sealed), at: .refreshSuccessor(Array(hash)))
        return Secret(text: String(decoding: bytes, as: UTF8.self))
    }

    /// Trades this one for a new one, and remembers it sealed for a repeated request.
    ///
    /// - Parameters:
    ///   - lost: A successor that nobody can be told again; it is void.
    ///   - sealer: Seals the successor.
    ///   - context: The command.
    /// - Returns: The successor.
    /// - Throws: What the database throws, or the seal.
    func trade(
        voiding lost: RefreshTokenRecord?,
        _ sealer: Sealer,
        in context: some Emitting
    ) throws -> Secret {
        let database = context.database
        let forgotten = context.now.adding(milliseconds: -Self.rememberedMilliseconds)
        try database.run(
            "DELETE FROM refresh_tokens WHERE session_id = ? AND used_at <= ?",
            [sessionId, forgotten]
        )
        if let lost {
            try database.run(
                "UPDATE refresh_tokens SET state = 'void' WHERE hash = ?",
                [lost.hash]
            )
        }
        let secret = Secret.drawn(in: context)
        try database.run(
            """
            UPDATE refresh_tokens SET state = 'used', used_at = ifnull(used_at, ?), successor = ?
            WHERE hash = ?
            """,
            [context.now, secret.hash, hash]
        )
        try RefreshTokenRecord(hash: secret.hash, sessionId: sessionId, state: .fresh)
            .insert(database)
        try database.run(
            """
            DELETE FROM refresh_successors
            WHERE token IN (SELECT hash FROM refresh_tokens WHERE session_id = ?)
            """,
            [sessionId]
        )
        let sealed = try sealer.seal(
            Array(secret.text.utf8),
            for: .refreshSuccessor(Array(hash))
        )
        try database.run(
            "INSERT INTO refresh_successors (token, sealed) VALUES (?, ?)",
            [hash, Data(sealed)]
        )
        return secret
    }
}

/// What presenting a refresh token means.
enum RefreshVerdict: Hashable, Sendable {
    case trade
    /// The answer to its use was lost, most likely.
    case tradeAgain
    /// It is in two hands.
    case reuse

    /// Decides on values.
    ///
    /// - Parameters:
    ///   - state: The state of the token that is presented.
    ///   - usedAt: When it was traded first; nil if it was not.
    ///   - successor: The state of the token that it was traded for; nil if it was not.
    ///   - now: The moment.
    ///   - repeatMilliseconds: How long a lost answer may be asked for again.
    /// - Returns: What to do with it.
    static func of(
        _ state: RefreshTokenRecord.State,
        usedAt: Instant?,
        successor: RefreshTokenRecord.State?,
        at now: Instant,
        repeatMilliseconds: Int64
    ) -> RefreshVerdict {
        switch state {
        case .fresh: return .trade
        case .void: return .reuse
        case .used:
            guard let usedAt, successor == .fresh,
                usedAt.isNear(now, within: repeatMilliseconds)
            else { return .reuse }
            return .tradeAgain
        }
    }
}
