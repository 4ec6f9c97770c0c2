package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension AdjustImpressions: CommandHandler {
    /// Also of a partner that is suspended: what it has is put right.
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> ImpressionBalance {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        fields.require(request.amount != 0, "amount", .range, "It must not be 0.")
        let reason = fields.text(request.reason, "reason", AdvertisingLimits.reason)
        try fields.check()
        guard let partner = try PartnerRecord.find(request.partnerId, in: context.database),
            partner.tenant == tenant
        else { throw Refusal(.notFound) }
        if request.amount > 0 { try context.demandRoom(for: request.amount, of: partner.id) }
        let accounts = try context.impressions(by: Acting(context.caller)).adjust(
            by: request.amount,
            of: partner.ledger,
            because: reason
        )
        try context.emit(
            ImpressionsAdjusted(amount: request.amount),
            about: partner.id.uuid,
            of: partner
        )
        return accounts.balance
    }
}

extension Emitting {
    /// The book of impressions.
    func impressions(by acting: Acting) -> ImpressionBook {
        ImpressionBook(transaction: transaction, now: now, trace: trace, ids: ids, acting: acting)
    }
}

extension PartnerRecord {
    /// Whose ledger is the partner's.
    var ledger: LedgerOwner { LedgerOwner(tenant: tenant, partner: id) }
}
