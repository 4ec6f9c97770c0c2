package import OctopusLoyaltyContract
package import OctopusServiceKit
import OctopusStore

extension CheckLedger: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<LoyaltyEnvironment>
    ) async throws -> Reply {
        let partner = try context.caller.requirePartner()
        let pointType = try await context.store.read { database in
            try PointTypeRecord.find(request.pointTypeId, of: partner, in: database)
        }
        return try await context.environment.checks.check(pointType, context.store)
    }
}

extension LedgerChecks<LedgerCheck> {
    /// Adds a point type's ledger, lots and balances up.
    func check(_ pointType: PointTypeRecord, _ store: Store) async throws -> CheckLedger.Reply {
        try await check(
            LedgerCheck(of: pointType.id),
            of: pointType.id.uuid,
            at: LedgerOwner(tenant: pointType.tenant, partner: pointType.partner),
            store
        )
    }
}

extension CheckLedger.Reply {
    init(_ totals: LedgerTotals, at moment: Instant) {
        self.init(
            issued: -totals.holds(.issued),
            held: totals.holds(.user),
            spent: totals.holds(.spent),
            expired: totals.holds(.expired),
            reversed: totals.holds(.reversed),
            inLots: totals.inLots,
            inBalances: totals.inBalances,
            onHold: totals.holds(.held),
            owed: -totals.holds(.owed),
            isBalanced: totals.isBalanced,
            checkedAt: moment
        )
    }
}
