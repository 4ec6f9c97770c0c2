package import OctopusServiceKit

/// What holds in the whole database; for tests and for an operator after a restore.
package enum ImpressionLedgerRules {
    /// `advertising check-ledger`.
    package static let command = ProcessCommand<AdvertisingEnvironment>.checkLedger(
        rules,
        of: "Ledger, balances, reservations and results"
    )

    static let rules = [
        LedgerRule(
            "a balance is what the ledger says",
            brokenBy: """
                SELECT balances.partner FROM impression_balances AS balances
                LEFT JOIN impression_ledger AS ledger ON ledger.partner = balances.partner
                GROUP BY balances.partner
                HAVING bought <> coalesce(sum(iif(kind = 'purchase', amount, 0)), 0)
                    OR adjusted <> coalesce(sum(CASE kind WHEN 'increase' THEN amount
                        WHEN 'decrease' THEN -amount ELSE 0 END), 0)
                    OR reserved <> coalesce(sum(CASE kind WHEN 'reservation' THEN amount
                        WHEN 'count' THEN -amount WHEN 'giveBack' THEN -amount ELSE 0 END), 0)
                    OR counted <> coalesce(sum(iif(kind = 'count', amount, 0)), 0)
                """
        ),
        LedgerRule(
            "a reservation is what the ledger says",
            brokenBy: """
                SELECT id FROM impression_reservations
                LEFT JOIN impression_ledger ON campaign = id GROUP BY id
                HAVING reserved <> coalesce(sum(iif(kind = 'reservation', amount, 0)), 0)
                    OR counted <> coalesce(sum(iif(kind = 'count', amount, 0)), 0)
                    OR returned <> coalesce(sum(iif(kind = 'giveBack', amount, 0)), 0)
                """
        ),
        LedgerRule(
            "what is reserved is in reservations",
            brokenBy: """
                SELECT balances.partner FROM impression_balances AS balances
                LEFT JOIN impression_reservations AS held ON held.partner = balances.partner
                GROUP BY balances.partner
                HAVING balances.reserved
                    <> coalesce(sum(held.remaining), 0)
                """
        ),
        LedgerRule(
            "an entry is about its campaign's own partner",
            brokenBy: """
                SELECT seq FROM impression_ledger JOIN impression_reservations ON id = campaign
                WHERE impression_ledger.partner <> impression_reservations.partner
                """
        ),
        LedgerRule(
            "what was bought was asked for and approved, as many as that",
            brokenBy: """
                SELECT seq FROM impression_ledger JOIN impression_requests ON id = request
                WHERE status <> 'approved' OR amount <> impressions
                    OR impression_ledger.partner <> impression_requests.partner
                """
        ),
        LedgerRule(
            "what reports say that a campaign has shown is what was counted",
            brokenBy: """
                SELECT campaigns.id FROM campaigns
                LEFT JOIN impression_reservations AS held ON held.id = campaigns.id
                LEFT JOIN (
                    SELECT thing, sum(value) AS told FROM report_sums WHERE measure = 'shown'
                    GROUP BY thing
                ) ON thing = campaigns.id
                WHERE coalesce(counted + unsettled, 0) <> coalesce(told, 0)
                """
        ),
        LedgerRule(
            "a campaign that may run has set aside all that it is for, and no other anything",
            brokenBy: """
                SELECT campaigns.id FROM campaigns
                LEFT JOIN impression_reservations AS held ON held.id = campaigns.id
                WHERE iif(due_at IS NULL, coalesce(remaining, 0) <> 0,
                    coalesce(held.counted + held.remaining, 0) <> impressions)
                """
        ),
    ]
}
