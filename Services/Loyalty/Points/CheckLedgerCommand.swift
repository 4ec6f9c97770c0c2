package import OctopusServiceKit

/// `loyalty check-ledger`.
package enum CheckLedgerCommand {
    package static let command = ProcessCommand<LoyaltyEnvironment>.checkLedger(
        LedgerRules.all,
        of: "Ledger, lots, balances, stocks and redemptions"
    )
}
