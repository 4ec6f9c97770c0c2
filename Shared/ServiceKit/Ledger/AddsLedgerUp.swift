package import GRDB
package import OctopusContract

/// A ledger on its way to being added up, a slice at a time, while others write it.
///
/// A slice reads one snapshot: it adds what the ledger has by now, and compares with what is stored of the
/// same moment once no entry is left. So what comes out is of one moment, the last slice's:
///
///     struct LedgerCheck: AddsLedgerUp {
///         mutating func advance(in database: Database, rows: Int) throws -> Bool { … }
///         func reply(at moment: Instant) -> CheckLedger.Reply { … }
///     }
///
///     // What the service's environment has, and a method that checks:
///     let checks = LedgerChecks<LedgerCheck>(clock: resources.clock)
///     try await context.environment.checks.check(LedgerCheck(…), of: id, at: partner, context.store)
package protocol AddsLedgerUp: Sendable {
    associatedtype Reply: Sendable

    /// Adds a slice.
    ///
    /// - Parameters:
    ///   - database: A snapshot.
    ///   - rows: How many rows are looked at.
    /// - Returns: Whether everything has been added.
    /// - Throws: What the database throws.
    mutating func advance(in database: Database, rows: Int) throws -> Bool

    /// What is told of it.
    func reply(at moment: Instant) -> Reply
}

/// Whose ledger it is: among that tenant's reads it is added up.
package struct LedgerOwner: Sendable {
    package let tenant: TenantID
    package let partner: PartnerID

    package init(tenant: TenantID, partner: PartnerID) {
        (self.tenant, self.partner) = (tenant, partner)
    }
}
