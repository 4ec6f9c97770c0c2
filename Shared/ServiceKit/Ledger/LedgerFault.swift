package import GRDB
import OctopusProgram
import OctopusStore

/// A rule that the books of a service keep, as a statement that finds what breaks it.
package struct LedgerRule: Sendable {
    let rule: String
    let broken: String

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - rule: What holds, in a few words.
    ///   - broken: Selects a row for each place where it does not.
    package init(_ rule: String, brokenBy broken: String) {
        (self.rule, self.broken) = (rule, broken)
    }
}

/// A place where the books of a service disagree, which is never to exist.
package struct LedgerFault: Hashable, Sendable, CustomStringConvertible {
    package let rule: String
    package let count: Int

    package var description: String { "\(rule): \(count)" }

    /// Looks through the whole database; for tests and for an operator after a restore.
    package static func find(
        _ rules: [LedgerRule],
        in database: Database
    ) throws -> [LedgerFault] {
        try rules.compactMap { rule in
            let sql = "SELECT count(*) FROM (\(rule.broken))"
            let count = try Int.fetchOne(database, sql: sql) ?? 0
            return count == 0 ? nil : LedgerFault(rule: rule.rule, count: count)
        }
    }
}

extension ProcessCommand {
    /// `SERVICE check-ledger`: looks through the whole database of a stopped service, after a restore or a
    /// crash, for anything on which its books disagree.
    ///
    /// - Parameters:
    ///   - rules: What holds.
    ///   - books: What is compared, as `Ledger and balances`.
    /// - Returns: The command.
    package static func checkLedger(_ rules: [LedgerRule], of books: String) -> Self {
        let subject = books.prefix(1).lowercased() + books.dropFirst()
        return ProcessCommand("Says whether \(subject) agree.") { instance, _ in
            let faults = try await instance.store.readUnbounded { database in
                try LedgerFault.find(rules, in: database)
            }
            guard faults.isEmpty else { throw LedgerDisagreement(faults: faults) }
            try StandardStream.output.write("\(books) agree.\n")
        }
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
