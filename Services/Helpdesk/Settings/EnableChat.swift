import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension GetChatSettings: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> ChatSettings {
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        return try .of(channel, in: context.database)
    }
}

extension EnableChat: CommandHandler {
    private static let warning = """
        Once the chat is on, you may get many messages from your followers, above all soon after you have \
        told them of free products, discounts or promotions. Decide first who answers them.
        """

    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let channel = try context.channelToSet(request.channelId)
        guard try Entitlement.of(channel.partner, in: context.database).hasChat else {
            throw Refusal(.notInPackage)
        }
        guard request.isConfirmed == true else {
            return Reply(settings: try .of(channel, in: context.database), warning: warning)
        }
        let settings = try context.setChat(of: channel, version: request.version, isEnabled: true)
        return Reply(settings: settings)
    }
}

extension DisableChat: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ChatSettings {
        try context.setChat(
            of: context.channelToSet(request.channelId),
            version: request.version,
            isEnabled: false
        )
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// The partner's channel, for a caller who may change how it is chatted in.
    fileprivate func channelToSet(_ id: ChannelID) throws -> ChannelRecord {
        let partner = try activePartner()
        try caller.requireAdministrator()
        return try ChannelRecord.find(id, of: partner.id, in: database)
    }

    fileprivate func setChat(
        of channel: ChannelRecord,
        version: Int64,
        isEnabled: Bool
    ) throws -> ChatSettings {
        if version == 0 {
            guard
                try ChatSettingsRecord.known(channel.id, of: channel.partner, in: database) == nil
            else { throw Refusal(.stale) }
            try create(ChatSettingsRecord(of: channel, isEnabled: isEnabled))
        } else {
            try edit(
                ChatSettingsRecord.self,
                channel.id,
                of: channel.partner,
                version: version
            ) { $0.isEnabled = isEnabled }
        }
        return try .of(channel, in: database)
    }
}
