import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension MuteChannel: CommandHandler {
    package static func run(
        _ request: MuteChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let endUser = try context.caller.requireEndUser()
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        guard try channel.isFollowed(by: endUser, in: context.database) else {
            throw Refusal(.notFollowing)
        }
        try context.database.run(
            "INSERT OR IGNORE INTO mutes (end_user, channel, muted_at) VALUES (?, ?, ?)",
            [endUser, channel.id, context.now]
        )
        return Empty()
    }
}

extension UnmuteChannel: CommandHandler {
    package static func run(
        _ request: MuteChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        try context.database.run(
            "DELETE FROM mutes WHERE end_user = ? AND channel = ?",
            [try context.caller.requireEndUser(), request.channelId]
        )
        return Empty()
    }
}

extension ListMutedChannels: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<MutedChannel> {
        var list = ListQuery(
            """
            SELECT mutes.*, channels.partner, channels.name FROM mutes
            CROSS JOIN channels ON channels.id = mutes.channel
            """,
            by: "mutes.muted_at",
            "mutes.channel",
            direction: .descending
        )
        list.filter("mutes.end_user", try context.caller.requireEndUser())
        return try page(list, of: request, in: context) { row in
            MutedChannel(
                channelId: row["channel"],
                partnerId: row["partner"],
                channelName: row["name"],
                mutedAt: row["muted_at"]
            )
        }
    }
}
