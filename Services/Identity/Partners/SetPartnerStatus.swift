package import OctopusIdentityContract
package import OctopusServiceKit

extension SetPartnerStatus: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var partner = try PartnerRecord.find(
            request.partnerId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard partner.version == request.version else { throw Refusal(.stale) }
        if partner.status != request.status {
            partner.status = request.status
            partner = try context.storeNext(of: partner)
            if partner.status == .suspended {
                try Sessions.endAll(
                    ofPartner: partner.id,
                    lifetimes: context.environment.lifetimes,
                    in: context
                )
                // Its programs have no sessions, but may have tokens.
                try context.rightsChanged(
                    of: partner.id.uuid,
                    in: Account(tenant: partner.tenantId, partner: partner.id)
                )
            }
        }
        return Reply(version: partner.version, status: partner.status)
    }
}
