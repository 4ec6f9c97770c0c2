import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetIssuanceLimits: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> IssuanceTerms {
        let tenant = try context.caller.requireTenant()
        try request.partnerId?.demand(of: tenant, in: context.database)
        return try IssuanceTerms.of(request.partnerId, in: tenant, context.database)
    }
}

extension SetIssuanceLimits: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> IssuanceTerms {
        var fields = FieldRules()
        fields.require(
            request.partnerId == nil || request.limits.tenantDailyPoints == nil,
            "limits.tenantDailyPoints",
            .exactlyOne,
            "It holds for all partners together: leave partnerId out."
        )
        try fields.check()
        let tenant = try context.caller.requireTenant()
        try request.partnerId?.demand(of: tenant, in: context.database)
        let id = request.partnerId?.uuid ?? tenant.uuid
        let present = try IssuanceLimitsRecord.find(id, in: context.database)
        guard present?.version ?? 0 == request.version else { throw Refusal(.stale) }
        if var record = present {
            record.take(request.limits)
            record.version += 1
            try record.storeChange(in: context.database)
        } else {
            try IssuanceLimitsRecord(request.limits, of: id, in: tenant).store(in: context.database)
        }
        try context.emit(
            IssuanceLimitsSet(
                partnerId: request.partnerId,
                version: request.version + 1,
                limits: request.limits
            ),
            about: context.ids.uuid(at: context.now),
            tenant: tenant,
            partner: request.partnerId
        )
        return try IssuanceTerms.of(request.partnerId, in: tenant, context.database)
    }
}
