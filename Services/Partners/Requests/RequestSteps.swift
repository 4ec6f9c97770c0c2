package import OctopusPartnersContract
package import OctopusServiceKit

extension ApproveRequest: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> DecidedRequest {
        try context.decide(by: Self.self, request.requestId, .approved)
    }
}

extension RejectRequest: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> DecidedRequest {
        let reason = try FieldRules.text(request.reason, "reason", PartnersLimits.reason)
        return try context.decide(by: Self.self, request.requestId, .rejected, reason: reason)
    }
}

extension CancelRequest: CommandHandler {
    /// Who asked takes it back, also while the partner is suspended.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> PartnerRequest {
        let partner = try context.caller.requirePartner()
        var record = try RequestRecord.find(
            request.requestId,
            of: context.caller.requirePerson().tenant,
            in: context.database
        )
        guard record.partner == partner else { throw Refusal(.notFound) }
        try record.step(by: Self.self, context.caller.requirePerson(), at: context.now)
        try context.askNoMore(record)
        try context.note(.cancelled, of: partner, record)
        record = try context.storeNext(of: record)
        try context.followBroadcast(record)
        return record.request
    }
}
