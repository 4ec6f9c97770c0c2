import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// Forgets honoured codes and scans that are too old to be honoured anyway, and old guesses.
let purgeCodes = JobDefinition<LoyaltyEnvironment>("purge-codes") { context in
    let sliceCount = 2000
    let aged: [(sql: String, before: Instant)] = [
        (
            "DELETE FROM spent_codes WHERE mac IN (SELECT mac FROM spent_codes "
                + "WHERE expires_at <= ? LIMIT ?)",
            context.now
        ),
        (
            "DELETE FROM scans WHERE token IN (SELECT token FROM scans "
                + "WHERE expires_at <= ? LIMIT ?)",
            context.now
        ),
        (
            "DELETE FROM guesses WHERE guesser IN (SELECT guesser FROM guesses "
                + "WHERE failed_at <= ? LIMIT ?)",
            context.now.adding(.days(-1))
        ),
    ]
    let counts = try aged.map { try context.database.count($0.sql, [$0.before, sliceCount]) }
    return counts.contains(sliceCount) ? .again : .dueAt(context.now.adding(.minutes(10)))
}
