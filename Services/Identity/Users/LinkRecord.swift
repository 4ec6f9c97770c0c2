import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// A secret that is mailed to one user as a link, and does one thing, once.
struct LinkRecord: StoredRecord {
    static let databaseTableName = "links"

    let hash: Data
    let purpose: Purpose
    let userId: UserID
    /// The address that counts once the link is opened; of the purpose `newEmail` alone.
    let email: String?
    let createdAt: Instant
    let expiresAt: Instant
    var consumedAt: Instant?

    enum Purpose: String, Codable, Sendable {
        /// Sets the first password.
        case invitation
        /// Sets a password in place of a forgotten one.
        case passwordReset
        /// Makes a new address count.
        case newEmail

        /// Whether a new link voids those before.
        ///
        /// One for a forgotten password does not, since anybody can ask for it: else the link that its
        /// owner is about to open could be voided again and again.
        var isReplacing: Bool { self != .passwordReset }
    }

    /// How long after its use a repetition is answered the same.
    static let repeatableMilliseconds: Int64 = 10 * 60_000

    static func find(
        _ text: String,
        for purpose: Purpose,
        in database: Database
    ) throws -> LinkRecord? {
        try one(
            database,
            "SELECT * FROM links WHERE hash = ? AND purpose = ?",
            [Secret.hash(of: text), purpose.rawValue]
        )
    }

    /// The open link of a user, the latest one.
    static func open(
        _ purpose: Purpose,
        of user: UserID,
        in database: Database,
        at now: Instant
    ) throws -> LinkRecord? {
        try one(
            database,
            """
            SELECT * FROM links
            WHERE user_id = ? AND purpose = ? AND consumed_at IS NULL AND expires_at > ?
            ORDER BY created_at DESC LIMIT 1
            """,
            [user, purpose.rawValue, now]
        )
    }

    /// Makes a link for a user.
    ///
    /// - Parameters:
    ///   - purpose: What it does.
    ///   - user: For whom.
    ///   - email: The address that it makes count.
    ///   - lifetimes: How long it is good for.
    ///   - context: The command.
    /// - Returns: The secret, which is nowhere else, and when it ends.
    /// - Throws: What the database throws.
    static func issue(
        _ purpose: Purpose,
        for user: UserID,
        email: String? = nil,
        _ lifetimes: Lifetimes,
        in context: some Emitting
    ) throws -> (secret: Secret, expiresAt: Instant) {
        if purpose.isReplacing { try void(purpose, of: user, in: context.database) }
        let secret = Secret.drawn(in: context)
        let link = LinkRecord(
            hash: secret.hash,
            purpose: purpose,
            userId: user,
            email: email,
            createdAt: context.now,
            expiresAt: context.now.adding(milliseconds: lifetimes.link(purpose))
        )
        try link.insert(context.database)
        return (secret, link.expiresAt)
    }

    static func void(_ purpose: Purpose, of user: UserID, in database: Database) throws {
        try database.run(
            "DELETE FROM links WHERE user_id = ? AND purpose = ? AND consumed_at IS NULL",
            [user, purpose.rawValue]
        )
    }

    static func voidAll(of user: UserID, in database: Database) throws {
        try database.run("DELETE FROM links WHERE user_id = ? AND consumed_at IS NULL", [user])
    }

    /// Uses it up; false if somebody did before, or if it is too old.
    func consume(in database: Database, at now: Instant, _ lifetimes: Lifetimes) throws -> Bool {
        guard isOpen(at: now, lifetimes) else { return false }
        return try database.run(
            "UPDATE links SET consumed_at = ? WHERE hash = ? AND consumed_at IS NULL",
            [now, hash]
        ) == 1
    }

    func isOpen(at now: Instant, _ lifetimes: Lifetimes) -> Bool {
        consumedAt == nil && expiresAt.isAlive(at: now, life: lifetimes.link(purpose))
    }

    /// Whether it was used so lately that its answer may have been lost.
    func isRepeatable(at now: Instant) -> Bool {
        guard let consumedAt else { return false }
        return consumedAt.isNear(now, within: Self.repeatableMilliseconds)
    }
}
