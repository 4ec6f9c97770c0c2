package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension SetPartnerStatus: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.tenantInQuestion
        guard
            var partner = try PartnerRecord.find(
                request.partnerId,
                of: tenant,
                in: context.database
            )
        else { throw Refusal(.notFound) }
        guard partner.version == request.version else { throw Refusal(.stale) }
        if partner.status != request.status {
            partner.status = request.status
            partner.version += 1
            try partner.update(context.database)
            try partner.tell(in: context)
            if partner.status == .suspended {
                try Sessions.endAll(
                    ofPartner: partner.id,
                    lifetimes: context.environment.lifetimes,
                    in: context
                )
            }
        }
        return Reply(version: partner.version, status: partner.status)
    }
}
