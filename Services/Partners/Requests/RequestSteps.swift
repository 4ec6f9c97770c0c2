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
        let record = try RequestRecord.find(
            request.requestId,
            of: context.caller.requirePerson().tenant,
            in: context.database
        )
        guard record.partner == partner else { throw Refusal(.notFound) }
        let cancelled = try context.cancel(record)
        try context.askNoMore(cancelled)
        try context.followBroadcast(cancelled)
        return cancelled.request
    }
}

extension CommandContext<PartnersEnvironment> {
    /// Takes a request back, and tells who owns its kind.
    ///
    /// - Throws: `alreadyDecided`.
    func cancel(_ record: RequestRecord) throws -> RequestRecord {
        var record = record
        try record.step(by: CancelRequest.self, caller.requirePerson(), at: now)
        record = try storeNext(of: record)
        try note(.cancelled, of: record.partner, record)
        try emit(
            RequestCancelled(requestId: record.id, kind: record.kind, cancelledAt: now),
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
        return record
    }
}
