import OctopusLoyaltyContract
import OctopusServiceKit

/// Forgets honoured codes and scans that are too old to be honoured anyway, and old guesses.
let purgeCodes = JobDefinition<LoyaltyEnvironment>.purge(
    [
        .failures, PurgeRule("spent_codes", key: "mac", olderBy: "expires_at", rows: 2000),
        PurgeRule("scans", key: "token", olderBy: "expires_at", rows: 2000),
    ],
    named: "purge-codes"
)
