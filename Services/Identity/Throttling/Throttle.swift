import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// The counters of failures, as they lie in the database.
enum Throttle {
    /// Refuses if any of them must wait.
    static func check(_ keys: [ThrottleKey], in database: Database, at now: Instant) throws {
        let waits = try keys.compactMap { key in
            try state(of: key, in: database)?.waitMilliseconds(at: now)
        }
        if let wait = waits.max() {
            throw Refusal(.throttled, retryAfterMilliseconds: wait)
        }
    }

    /// Counts a failure for each of them.
    static func count(_ keys: [ThrottleKey], in database: Database, at now: Instant) throws {
        for key in keys {
            var state = try state(of: key, in: database) ?? ThrottleState(at: now)
            state.fail(at: now, under: key.policy)
            try database.run(
                """
                INSERT OR REPLACE INTO throttles
                    (key, failures, drained_at, blocked_until, forgettable_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                [
                    key.hash, state.failures, state.drainedAt, state.blockedUntil,
                    state.forgettableAt(under: key.policy),
                ]
            )
        }
    }

    /// Forgets the failures of an account whose owner has shown that it is he.
    static func forgive(_ key: ThrottleKey, in database: Database) throws {
        try database.run("DELETE FROM throttles WHERE key = ?", [key.hash])
    }

    private static func state(of key: ThrottleKey, in database: Database) throws -> ThrottleState? {
        try Row.one(
            database,
            "SELECT failures, drained_at, blocked_until FROM throttles WHERE key = ?",
            [key.hash]
        ).map { row in
            ThrottleState(
                failures: row["failures"],
                drainedAt: row["drained_at"],
                blockedUntil: row["blocked_until"]
            )
        }
    }
}
