import GRDB
import OctopusIdentityContract
package import OctopusPartnersContract
package import OctopusServiceKit

extension ListFollowers: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Follower> {
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        var list = ListQuery(
            """
            SELECT channel_followers.end_user, channel_followers.since_at, code, name
            FROM channel_followers
            LEFT JOIN end_users ON end_users.id = channel_followers.end_user
            """,
            by: "channel_followers.since_at",
            "channel_followers.end_user",
            direction: .descending
        )
        list.filter("channel_followers.channel", channel.id)
        return try page(list, of: request, in: context) { row in
            let code: String? = row["code"]
            return Follower(
                endUserId: row["end_user"],
                // In groups, as it is shown everywhere.
                endUserCode: code.flatMap { try? EndUserCode($0) }?.description,
                name: row["name"],
                sinceAt: row["since_at"]
            )
        }
    }
}

extension ListFollowedChannels: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<ChannelPage> {
        let endUser = try context.caller.requireEndUser()
        var list = ListQuery(
            """
            SELECT channels.*, channel_followers.channel, channel_followers.since_at
            FROM channel_followers
            CROSS JOIN channels ON channels.id = channel_followers.channel
            """,
            by: "channel_followers.since_at",
            "channel_followers.channel",
            direction: .descending
        )
        list.filter("channel_followers.end_user", endUser)
        list.where(ChannelRecord.isShown)
        return try page(list, of: request, in: context, as: ChannelRecord.self) {
            try $0.page(for: endUser, in: context.database)
        }
    }
}
