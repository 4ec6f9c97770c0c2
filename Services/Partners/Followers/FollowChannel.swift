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
        guard try FollowerRecord.hasRoom(endUser, in: context.database) else {
            throw Refusal(.tooManyFollows)
        }
        let record = FollowerRecord(endUser, of: channel, id: context.newID(), at: context.now)
        return try context.begin(record).following
    }
}

extension FollowerRecord {
    /// Whether an end user may follow one more channel.
    static func hasRoom(_ endUser: EndUserID, in database: Database) throws -> Bool {
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM channel_followers WHERE end_user = ?",
            [endUser]
        )
        return count ?? 0 < PartnersLimits.follows
    }
}

extension Emitting {
    /// Somebody follows a channel from now on.
    @discardableResult
    func begin(_ follower: FollowerRecord) throws -> FollowerRecord {
        try create(follower)
        try countFollower(.followersGained, of: follower.channel, at: follower.partner)
        return follower
    }
}
