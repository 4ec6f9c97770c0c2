package import OctopusPartnersContract
package import OctopusServiceKit

extension EditChannel: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Channel {
        let partner = try context.activePartner()
        let terms = try ChannelRules.read(request.terms, of: partner, in: context.database)
        let record = try context.edit(
            ChannelRecord.self,
            request.channelId,
            of: partner.id,
            version: request.version
        ) { record in
            guard record.status != .archived else { throw Refusal(.wrongState) }
            record.take(terms)
        }
        try context.claimPicture(of: record)
        return try record.channel(in: context.database)
    }
}
