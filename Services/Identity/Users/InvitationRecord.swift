import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// A secret that lets its holder set the password of one invited user, once.
struct InvitationRecord: StoredRecord {
    static let databaseTableName = "invitations"

    let hash: Data
    let userId: UserID
    let createdAt: Instant
    let expiresAt: Instant
    var consumedAt: Instant?

    /// How long after its use a repetition with the same password is answered the same.
    static let repeatableMilliseconds: Int64 = 10 * 60_000

    static func find(_ text: String, in database: Database) throws -> InvitationRecord? {
        try one(database, "SELECT * FROM invitations WHERE hash = ?", [Secret.hash(of: text)])
    }

    /// Makes an invitation for a user, and voids the earlier ones.
    static func issue(
        for user: UserID,
        lifetimeMilliseconds: Int64,
        in context: some Emitting
    ) throws -> (secret: Secret, expiresAt: Instant) {
        try context.database.run(
            "DELETE FROM invitations WHERE user_id = ? AND consumed_at IS NULL",
            [user]
        )
        let secret = Secret.drawn(in: context)
        let invitation = InvitationRecord(
            hash: secret.hash,
            userId: user,
            createdAt: context.now,
            expiresAt: context.now.adding(milliseconds: lifetimeMilliseconds)
        )
        try invitation.insert(context.database)
        return (secret, invitation.expiresAt)
    }

    /// Uses it up; false if somebody did before, or if it is too old.
    func consume(in database: Database, at now: Instant, _ lifetimes: Lifetimes) throws -> Bool {
        guard isOpen(at: now, lifetimes) else { return false }
        return try database.run(
            """
            UPDATE invitations SET consumed_at = ?
            WHERE hash = ? AND consumed_at IS NULL
            """,
            [now, hash]
        ) == 1
    }

    func isOpen(at now: Instant, _ lifetimes: Lifetimes) -> Bool {
        consumedAt == nil && expiresAt.isAlive(at: now, life: lifetimes.invitationMilliseconds)
    }

    /// Whether it was used so lately that its answer may have been lost.
    func isRepeatable(at now: Instant) -> Bool {
        guard let consumedAt else { return false }
        return consumedAt.isNear(now, within: Self.repeatableMilliseconds)
    }
}
