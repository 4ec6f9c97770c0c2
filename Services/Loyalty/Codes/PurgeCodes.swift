import OctopusLoyaltyContract
import OctopusServiceKit

/// Forgets honoured codes and scans that are too old to be honoured anyway, old guesses, and displays of the
/// day before with their uses, of which each can have a thousand.
let purgeCodes = JobDefinition<LoyaltyEnvironment>.purge(
    [
        .failures, PurgeRule("spent_codes", key: "mac", olderBy: "expires_at", rows: 2000),
        PurgeRule("scans", key: "token", olderBy: "expires_at", rows: 2000),
        PurgeRule("displays", olderBy: "expires_at", keptFor: .seconds(86_400), rows: 20),
    ],
    named: "purge-codes"
)
