import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// Removes what says nothing any more, some rows at a time.
enum Purge {
    static let intervalMilliseconds: Int64 = 10 * 60_000
    /// A consumed or expired invitation still tells for a while why it does not work.
    static let invitationsKeptMilliseconds: Int64 = 30 * 86_400_000

    /// Removes one slice.
    ///
    /// - Parameters:
    ///   - database: The writer's.
    ///   - now: The moment.
    /// - Returns: Whether there is more to remove now.
    /// - Throws: What SQLite throws.
    static func slice(_ database: Database, at now: Instant) throws -> Bool {
        let old = now.adding(milliseconds: -invitationsKeptMilliseconds)
        let parts = [
            Part(table: "throttles", key: "key", condition: "forgettable_at <= ?", moment: now),
            Part(
                table: "login_codes",
                key: "end_user_id",
                condition: "expires_at <= ?",
                moment: now
            ),
            Part(table: "invitations", key: "hash", condition: "expires_at <= ?", moment: old),
            // With each session go its refresh tokens, which may be hundreds.
            Part(
                table: "sessions",
                key: "id",
                condition: "forgettable_at <= ?",
                moment: now,
                rows: 20
            ),
            Part(
                table: "sessions",
                key: "id",
                condition: "idle_ends_at <= ? AND ended_at IS NULL",
                moment: now,
                rows: 20
            ),
        ]
        return try parts.reduce(false) { try $1.remove(from: database) || $0 }
    }

    /// What of one table goes.
    private struct Part {
        let table: String
        let key: String
        let condition: String
        let moment: Instant
        var rows = 500

        /// Whether as much was removed as may be at a time.
        func remove(from database: Database) throws -> Bool {
            let removed = try database.run(
                """
                DELETE FROM \(table) WHERE \(key) IN
                    (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT ?)
                """,
                [moment, rows]
            )
            return removed == rows
        }
    }
}
