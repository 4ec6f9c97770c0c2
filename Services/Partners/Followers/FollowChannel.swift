import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension FollowChannel: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Following {
        let (tenant, endUser) = try (
            context.caller.requireTenant(), context.caller.requireEndUser()
        )
        let channel = try ChannelRecord.shown(
            request.channelId,
            of: tenant,
            in: context.database
        )
        let present = try FollowerRecord.find(endUser, of: channel.id, in: context.database)
        if let present { return present.following }
        try EndUserRecord.active(endUser, of: tenant, in: context.database)
        let count = try Int64.one(
            context.database,
            "SELECT count(*) FROM channel_followers WHERE end_user = ?",
            [endUser]
        )
        guard count ?? 0 < PartnersLimits.follows else { throw Refusal(.tooManyFollows) }
        let following = try context.create(
            FollowerRecord(endUser, of: channel, id: context.newID(), at: context.now)
        ).following
        try context.countFollower(.followersGained, of: channel.id, at: channel.partner)
        return following
    }
}
