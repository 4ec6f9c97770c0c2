import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension GetImpressionBalance: ReadHandler {
    package static func run(
        _ request: Empty,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> ImpressionBalance {
        try ImpressionAccounts.of(context.caller.requirePartner(), in: context.database).balance
    }
}

extension ListImpressionBalances: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<PartnerImpressions> {
        var list = ListQuery("SELECT * FROM impression_balances", by: "partner")
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("partner", request.partnerId)
        return try page(list, of: request, in: context) { row in
            PartnerImpressions(
                partnerId: row["partner"],
                balance: ImpressionAccounts(row: row).balance
            )
        }
    }
}

extension ListImpressionLedger: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<ImpressionEntry> {
        var list = ListQuery(
            "SELECT * FROM impression_ledger",
            by: "seq",
            direction: .descending
        )
        list.filter("partner", try context.caller.requirePartner())
        list.filter("kind", request.kind)
        return try page(list, of: request, in: context, item: ImpressionEntry.init(row:))
    }
}

extension CheckImpressionLedger: WaitingReadHandler {
    package static func run(
        _ request: Empty,
        in context: WaitingContext<AdvertisingEnvironment>
    ) async throws -> Reply {
        let id = try context.caller.requirePartner()
        let partner = try await context.store.read { try PartnerRecord.find(id, in: $0) }
        guard let partner else { throw Refusal(.notFound) }
        return try await context.environment.checks.check(
            ImpressionCheck(of: id),
            of: id.uuid,
            at: LedgerOwner(tenant: partner.tenant, partner: id),
            context.store
        )
    }
}

extension ImpressionEntry {
    init(row: Row) {
        self.init(
            seq: row["seq"],
            at: row["at"],
            kind: row["kind"],
            amount: row["amount"],
            from: row["from_account"],
            to: row["to_account"],
            requestId: row["request"],
            campaignId: row["campaign"],
            actor: Acting(row: row).actor,
            reason: row["reason"]
        )
    }
}
