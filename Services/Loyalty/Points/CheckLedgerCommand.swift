import OctopusProgram
package import OctopusServiceKit
import OctopusStore

/// `loyalty check-ledger`: looks through the whole database of a stopped service, after a restore
/// or a crash, for anything on which ledger, lots, balances, stocks and redemptions disagree.
package enum CheckLedgerCommand {
    package static let command = ProcessCommand<LoyaltyEnvironment>(
        "Says whether ledger, lots, balances, stocks and redemptions agree."
    ) { instance, _ in
        let faults = try await instance.store.readUnbounded { try LedgerFault.find(in: $0) }
        guard faults.isEmpty else { throw LedgerDisagreement(faults: faults) }
        try StandardStream.output.write(
            "Ledger, lots, balances, stocks and redemptions agree.\n"
        )
    }
}

/// What is wrong with the books, a line for each rule that is broken.
struct LedgerDisagreement: Error, CustomStringConvertible {
    let faults: [LedgerFault]

    var description: String {
        "The books disagree; restore the database, and keep this one to look at. Broken: "
            + faults.map(\.description).joined(separator: "; ")
    }
}
