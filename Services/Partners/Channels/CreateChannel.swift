package import OctopusPartnersContract
package import OctopusServiceKit

extension CreateChannel: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Channel {
        let partner = try context.activePartner()
        let terms = try ChannelRules.read(request.terms)
        try ChannelLimit.demandRoom(of: partner.id, in: context.database)
        return try context.create(
            ChannelRecord(terms, id: context.newID(), of: partner, at: context.now)
        ).channel(in: context.database)
    }
}
