import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// A device on which a user logged in before, known by the hash of what it keeps.
///
/// It proves nothing: guesses made on it are counted apart, so that those of others don't delay the user.
struct KnownDeviceRecord: StoredRecord {
    static let databaseTableName = "known_devices"

    let hash: Data
    let userId: UserID
    var lastUsedAt: Instant
    var expiresAt: Instant

    /// How many a user may have; the one that was not used for longest makes room.
    static let maximumForUser = 20

    /// The user's device that keeps the text; nil if it is another user's, or was forgotten.
    static func find(
        _ text: String?,
        of user: UserID?,
        in database: Database,
        at now: Instant
    ) throws -> KnownDeviceRecord? {
        guard let text else { return nil }
        // Asked for nobody's, too, so that it takes as long for an e-mail that nobody has.
        return try one(
            database,
            "SELECT * FROM known_devices WHERE hash = ? AND user_id = ? AND expires_at > ?",
            [Secret.hash(of: text), user, now]
        )
    }

    /// Remembers that a user logged in.
    ///
    /// - Parameters:
    ///   - device: The device, if it is known.
    ///   - user: The user.
    ///   - context: The command.
    /// - Returns: What a new device is to keep; nil for one that is known.
    /// - Throws: What the database throws.
    static func remember(
        _ device: KnownDeviceRecord?,
        of user: UserID,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Secret? {
        let database = context.database
        let life = context.environment.lifetimes.deviceMilliseconds
        let expiresAt = context.now.adding(milliseconds: life)
        if var device, try device.exists(database) {
            device.lastUsedAt = context.now
            device.expiresAt = expiresAt
            try device.update(database)
            return nil
        }
        try database.run(
            """
            DELETE FROM known_devices WHERE hash IN (
                SELECT hash FROM known_devices WHERE user_id = ?
                ORDER BY last_used_at DESC LIMIT -1 OFFSET ?
            )
            """,
            [user, maximumForUser - 1]
        )
        let secret = Secret.drawn(in: context)
        try KnownDeviceRecord(
            hash: secret.hash,
            userId: user,
            lastUsedAt: context.now,
            expiresAt: expiresAt
        ).insert(database)
        return secret
    }
}
