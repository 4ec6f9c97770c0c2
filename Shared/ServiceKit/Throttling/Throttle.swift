import Crypto
package import OctopusContract
import FoundationEssentials
package import GRDB

/// Whose failures are counted together, and how strictly.
///
/// The name is kept as a hash: it bounds its size, and keeps e-mails and phones out of the table.
package struct ThrottleKey: Hashable, Sendable {
    let hash: Data
    package let policy: ThrottlePolicy

    package init(_ policy: ThrottlePolicy, _ parts: String...) {
        var hasher = SHA256()
        for part in [policy.name] + parts {
            // The length keeps `a` + `bc` apart from `ab` + `c`.
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        hash = Data(hasher.finalize())
        self.policy = policy
    }
}

/// Slows guessing down.
///
/// ```swift
/// extension ThrottlePolicy {
///     static let password = ThrottlePolicy("password", free: 5, forgettingOneEach: .seconds(1800))
/// }
///
/// let throttle = Throttle(ThrottleKey(.password, email), crowd: ThrottleKey(.source, program))
/// try throttle.check(in: database, at: context.now)
/// …
/// context.countAfterRefusal(throttle)
/// throw Refusal(.badCredentials)
/// ```
///
/// The failures lie in the kit's table `failures`, which the form `purge` clears.
package struct Throttle: Hashable, Sendable {
    /// Each of them must wait for its own failures.
    let keys: [ThrottleKey]
    /// The same, but a success does not forgive them: an address from which many accounts are tried, an
    /// account that is tried from many addresses.
    let lasting: [ThrottleKey]
    /// Those among whom the first key's owner is one: all accounts behind a program, all operators of
    /// a partner.
    ///
    /// No failures of others make anybody wait. When the crowd has failed more often than its policy
    /// has free, its members have one free failure each instead of several. And a member counts for
    /// the crowd by its free failures only, so one alone can't fill it.
    let crowd: ThrottleKey?

    package init(_ keys: ThrottleKey..., lasting: [ThrottleKey] = [], crowd: ThrottleKey? = nil) {
        self.keys = keys
        self.lasting = lasting
        self.crowd = crowd
    }

    static let freeFailuresInACrowd: Int64 = 1

    /// Lets an attempt pass, or not.
    ///
    /// - Throws: `throttled` with the time to wait; what is asked meanwhile is not looked at.
    package func check(in database: Database, at now: Instant) throws {
        let waits = try (keys + lasting).compactMap { key in
            try Self.state(of: key, in: database)?.waitMilliseconds(at: now)
        }
        if let wait = waits.max() {
            throw Refusal(.throttled, retryAfterMilliseconds: wait)
        }
    }

    /// Counts a failure.
    package func count(in database: Database, at now: Instant) throws {
        let isCrowdOver = try crowd.map { crowd in
            try Self.state(of: crowd, in: database)?.failures(at: now, under: crowd.policy) ?? 0
                > crowd.policy.freeFailures
        }
        for key in lasting {
            _ = try Self.fail(key, free: key.policy.freeFailures, in: database, at: now)
        }
        for key in keys {
            let free = isCrowdOver == true ? Self.freeFailuresInACrowd : key.policy.freeFailures
            let failures = try Self.fail(key, free: free, in: database, at: now)
            if let crowd, key == keys.first, failures <= key.policy.freeFailures {
                _ = try Self.fail(crowd, free: crowd.policy.freeFailures, in: database, at: now)
            }
        }
    }

    /// Forgets the failures of a person who has logged in; the crowd's and the lasting ones stay.
    package func forgive(in database: Database) throws {
        for key in keys {
            try database.cachedStatement(sql: "DELETE FROM failures WHERE key = ?")
                .execute(arguments: [key.hash])
        }
    }

    /// How many failures of that key are remembered now.
    private static func fail(
        _ key: ThrottleKey,
        free: Int64,
        in database: Database,
        at now: Instant
    ) throws -> Int64 {
        var state = try state(of: key, in: database) ?? ThrottleState(at: now)
        state.fail(at: now, under: key.policy, free: free)
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO failures
                    (key, count, drained_at, failed_at, delay, forgettable_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                key.hash, state.failures, state.drainedAt, state.failedAt,
                state.delayMilliseconds, state.forgettableAt(under: key.policy),
            ]
        )
        return state.failures
    }

    private static func state(of key: ThrottleKey, in database: Database) throws -> ThrottleState? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT count, drained_at, failed_at, delay FROM failures WHERE key = ?"
            ),
            arguments: [key.hash]
        ).map { row in
            ThrottleState(
                failures: row["count"],
                drainedAt: row["drained_at"],
                failedAt: row["failed_at"],
                delayMilliseconds: row["delay"]
            )
        }
    }
}

extension CommandContext {
    /// Counts a failure that survives the refusal that follows.
    package func countAfterRefusal(_ throttle: Throttle) {
        let now = now
        afterRefusal { try throttle.count(in: $0, at: now) }
    }
}
