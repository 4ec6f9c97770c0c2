import Crypto
package import OctopusServiceKit
import OctopusStore

/// What loyalty's methods share beside the database.
package struct LoyaltyEnvironment: Sendable {
    let calendar: ExpiryCalendar
    let codeKeys: CodeKeys
    let couponCodes: CouponCodes
    /// Keys the hashes of scans.
    let scanKey: SymmetricKey
    let checks: LedgerChecks<LedgerCheck>
    /// Randomness for codes, which reads make too.
    let ids: any IDSource
    /// The time after a wait.
    let clock: any ServiceClock

    /// Before the first call is answered, names are folded, reports know where to begin, and there is a key
    /// for codes.
    package init(_ resources: ServiceResources) async throws {
        let codeKeys = CodeKeys(sealer: resources.sealer)
        calendar = ExpiryCalendar()
        self.codeKeys = codeKeys
        couponCodes = CouponCodes(resources.sealer, resources.hashes)
        scanKey = resources.hashes.key(for: "scan")
        checks = LedgerChecks(clock: resources.clock)
        (ids, clock) = (resources.ids, resources.clock)
        try await NameKeys.renew(in: resources.store)
        try await couponCodes.sealOld(in: resources.store)
        try await ReportBacklog.issuedCoupons.finish(in: resources.store)
        try await ReportBacklog.ledger.begin(in: resources.store)
        // A database that can't be written still answers reads, with the key that it has.
        guard try await !resources.store.read({ codeKeys.canOpenNewest(in: $0) }) else { return }
        let now = resources.clock.now
        _ = try await resources.store.write { [ids] transaction in
            try codeKeys.rotate(at: now, random: ids.randomBytes, in: transaction.database)
        }
    }
}
