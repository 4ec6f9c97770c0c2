import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension UnfollowChannel: CommandHandler {
    /// Nobody is told whether a channel is there that they neither follow nor find.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Following {
        let record = try FollowerRecord.find(
            context.caller.requireEndUser(),
            of: request.channelId,
            in: context.database
        )
        guard let record else {
            _ = try ChannelRecord.shown(
                request.channelId,
                of: context.caller.requireTenant(),
                in: context.database
            )
            return Following(channelId: request.channelId)
        }
        try context.end(record)
        return Following(channelId: request.channelId)
    }
}
