import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Who is held to account for wrong codes: the operator, and with more patience their partner.
struct Guesses {
    private let guessers: [(id: UUID, free: Int64)]

    init(of caller: Caller, _ partner: PartnerID) throws(Refusal) {
        guard let operatorID = try Acting(caller).id else { throw Refusal(.unauthenticated) }
        guessers = [(operatorID, 5), (partner.uuid, 50)]
    }

    /// - Throws: `throttled` with the time to wait. What is asked meanwhile is not looked at.
    func check(at now: Instant, in database: Database) throws {
        for guesser in guessers {
            guard let wait = try throttle(guesser, in: database)?.wait(at: now) else { continue }
            throw Refusal(.throttled, retryAfterMilliseconds: wait.milliseconds)
        }
    }

    func countFailure(at now: Instant, in database: Database) throws {
        for guesser in guessers {
            var throttle =
                try throttle(guesser, in: database)
                ?? GuessThrottle(free: guesser.free, level: 0, failedAt: now)
            throttle.countFailure(at: now)
            try database.run(
                """
                INSERT INTO guesses (guesser, level, failed_at) VALUES (?, ?, ?)
                ON CONFLICT (guesser) DO UPDATE
                SET level = excluded.level, failed_at = excluded.failed_at
                """,
                [guesser.id, throttle.level, now]
            )
        }
    }

    private func throttle(
        _ guesser: (id: UUID, free: Int64),
        in database: Database
    ) throws -> GuessThrottle? {
        try database.row(
            "SELECT level, failed_at FROM guesses WHERE guesser = ?",
            [guesser.id]
        ).map {
            GuessThrottle(free: guesser.free, level: $0["level"], failedAt: $0["failed_at"])
        }
    }
}
