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
        try context.database.run("DELETE FROM channel_followers WHERE id = ?", [record.id])
        try context.emit(
            record.end(at: context.now),
            about: record.id.uuid,
            tenant: record.scope.tenant,
            partner: record.scope.partner
        )
        try context.countFollower(.followersLost, of: request.channelId, at: record.partner)
        return Following(channelId: request.channelId)
    }
}
