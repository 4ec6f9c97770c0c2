import Contract
import GRDB
import ServiceKit

/// Removes what says nothing any more, a few hundred rows at a time.
enum Purge {
    static let sliceRows = 500
    static let intervalMilliseconds: Int64 = 10 * 60_000
    /// A consumed or expired invitation still tells for a while why it does not work.
    static let invitationsKeptMilliseconds: Int64 = 30 * 86_400_000

    /// Removes one slice; true if there is more.
    static func slice(_ database: Database, at now: Instant) throws -> Bool {
        let old = now.adding(milliseconds: -invitationsKeptMilliseconds)
        let slices: [(String, Instant)] = [
            (
                "DELETE FROM throttles WHERE key IN (SELECT key FROM throttles WHERE forgettable_at <= ? LIMIT ?)",
                now
            ),
            (
                "DELETE FROM login_codes WHERE end_user_id IN (SELECT end_user_id FROM login_codes WHERE expires_at <= ? LIMIT ?)",
                now
            ),
            (
                "DELETE FROM invitations WHERE hash IN (SELECT hash FROM invitations WHERE expires_at <= ? LIMIT ?)",
                old
            ),
            (
                "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE forgettable_at <= ? LIMIT ?)",
                now
            ),
            (
                "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE idle_ends_at <= ? AND ended_at IS NULL LIMIT ?)",
                now
            ),
        ]
        var isMore = false
        for (sql, moment) in slices {
            isMore = try database.run(sql, [moment, sliceRows]) == sliceRows || isMore
        }
        return isMore
    }
}
