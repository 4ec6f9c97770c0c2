package import OctopusPartnersContract
package import OctopusServiceKit

extension CreateChannel: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Channel {
        let partner = try context.activePartner()
        let terms = try ChannelRules.read(request.terms, of: partner, in: context.database)
        try ChannelLimit.demandRoom(of: partner.id, in: context.database)
        let record = try context.create(
            ChannelRecord(terms, id: context.newID(), of: partner, at: context.now)
        )
        try context.claimPicture(of: record)
        return try record.channel(in: context.database)
    }
}
