import OctopusLoyaltyContract

/// A point type's ledger, lots and balances, added up.
struct LedgerTotals: Hashable {
    /// What each account holds.
    ///
    /// `issued` stands below zero by all points that ever were.
    var accounts: [LedgerAccount: Int64] = [:]
    var inLots: Int64 = 0
    var inBalances: Int64 = 0
    /// What balances say is held, and what they say is owed.
    var onHold: Int64 = 0
    var owed: Int64 = 0

    func holds(_ account: LedgerAccount) -> Int64 { accounts[account] ?? 0 }

    /// Nothing came from nowhere or got lost, and all ways to know what end users have agree.
    var isBalanced: Bool {
        accounts.values.reduce(0, +) == 0 && holds(.user) == inLots && inLots == inBalances
            && holds(.held) == onHold && holds(.owed) == -owed
    }
}
