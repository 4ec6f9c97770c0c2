import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

extension World<AdvertisingEnvironment> {
    /// A user of the mall's own account.
    func tenant(_ levels: [Product: Level] = World.all, of tenant: TenantID? = nil) -> Somebody {
        desk(of: tenant, levels: levels)
    }

    /// A package of the mall's.
    func package(
        _ name: String = "Small",
        of impressions: Int64 = 1000,
        for minorUnits: Int64 = 4900
    ) async throws -> ImpressionPackage {
        try await tenant().call(
            CreateImpressionPackage.self,
            .init(terms: .init(name: name, impressions: impressions, minorUnits: minorUnits))
        )
    }

    /// A campaign that none knows of but the ledger.
    func campaign() -> CampaignID { CampaignID(ids.uuid(at: clock.now)) }

    /// Whose ledger is the café's.
    var owner: LedgerOwner { LedgerOwner(tenant: mall, partner: cafe) }

    /// What the tenant decides at partners' desk.
    func decide(
        _ request: RequestID,
        _ decision: RequestDecision,
        of partner: PartnerID? = nil
    ) async throws {
        try await tell(
            RequestDecided(
                requestId: request,
                kind: .advertisingPackage,
                decision: decision,
                decidedAt: clock.now
            ),
            of: mall,
            partner: partner ?? cafe
        )
    }

    /// Moves impressions as the service by itself does, in a transaction.
    @discardableResult
    func moving<T: Sendable>(
        _ body: @escaping @Sendable (ImpressionBook) throws -> T
    ) async throws -> T {
        let ids = ids
        return try await instance.store.write { transaction in
            try body(
                ImpressionBook(
                    transaction: transaction,
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    trace: nil,
                    ids: ids,
                    acting: .service
                )
            )
        }
    }

    /// The café has so many.
    func buy(_ amount: Int64) async throws {
        let (owner, request) = (owner, RequestID(ids.uuid(at: clock.now)))
        try await moving { _ = try $0.credit(amount, to: owner, for: request) }
    }

    /// Somebody changes the database beside the service.
    func tamper(_ sql: String) async throws {
        let queue = try DatabaseQueue(path: "\(folder.file("data"))/advertising.sqlite")
        try await queue.write { try $0.execute(sql: sql) }
    }

    /// What the café has.
    func balance() async throws -> ImpressionBalance {
        try await operatorOf().call(GetImpressionBalance.self, .init())
    }

    /// The whole database's books agree, and the ledger with what is stored.
    func expectBalanced(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let faults = try await inspect { database in
            try LedgerFault.find(ImpressionLedgerRules.rules, in: database)
        }
        #expect(faults == [], sourceLocation: sourceLocation)
        let check = try await operatorOf().call(CheckImpressionLedger.self, .init())
        #expect(check.isBalanced, sourceLocation: sourceLocation)
    }
}
