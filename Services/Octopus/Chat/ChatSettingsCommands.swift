import ArgumentParser
import OctopusClient

/// The command `octopus chat channels`.
struct ChatChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "Says on which channels end users can write, and changes it.",
        subcommands: [
            ChatChannelsListCommand.self, ChatChannelsEnableCommand.self,
            ChatChannelsDisableCommand.self,
        ],
        defaultSubcommand: ChatChannelsListCommand.self
    )
}

/// The command `octopus chat channels list`.
struct ChatChannelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's channels, with whether their chat is on."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (channels, settings) = try await connection.open().use { session in
            let all: [Channel] = try await session.asUser(listing: ListChannels.self) {
                .init(after: $0)
            }
            let channels = all.filter { $0.status != .archived }
            var settings: [ChatSettings] = []
            for channel in channels {
                settings.append(
                    try await session.asUser(GetChatSettings.self, .init(channelId: channel.id))
                )
            }
            return (channels, settings)
        }
        try output.show(settings) { settings in
            var table = Table("ID", "NAME", "STATUS", "CHAT", "CAN BE WRITTEN TO")
            for (channel, setting) in zip(channels, settings) {
                table.add(
                    channel.id.description,
                    channel.terms.name,
                    channel.status.rawValue,
                    setting.isEnabled ? "on" : "off",
                    setting.isOpen ? "yes" : ""
                )
            }
            table.print()
        }
    }
}

/// The command `octopus chat channels enable`.
struct ChatChannelsEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Lets followers write to a channel, once the warning was confirmed."
    )

    @Argument(help: "The channel's id or name.")
    var channel: String

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let settings = try await connection.open().use { session in
            let id = try await ChatSetting.channel(channel, session)
            let asked = try await session.asUser(
                EnableChat.self,
                .init(channelId: id, version: ChatSetting.version(of: id, session))
            )
            if let warning = asked.warning { try confirm.demand(warning) }
            return try await session.asUser(
                EnableChat.self,
                .init(channelId: id, version: asked.settings.version, isConfirmed: true)
            ).settings
        }
        try output.show(settings, ChatSetting.print)
    }
}

/// The command `octopus chat channels disable`.
struct ChatChannelsDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Ends the chat of a channel: what was written can be read, and nobody writes."
    )

    @Argument(help: "The channel's id or name.")
    var channel: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let settings = try await connection.open().use { session in
            let id = try await ChatSetting.channel(channel, session)
            return try await session.asUser(
                DisableChat.self,
                .init(channelId: id, version: ChatSetting.version(of: id, session))
            )
        }
        try output.show(settings, ChatSetting.print)
    }
}

/// The chat of one channel.
private enum ChatSetting {
    /// An operator who may see no channels names theirs by its id.
    static func channel(_ text: String, _ session: Session) async throws -> ChannelID {
        if let id = ChannelID(text) { return id }
        return try await NamedChannel.find(text, session).id
    }

    static func version(of channel: ChannelID, _ session: Session) async throws -> Int64 {
        try await session.asUser(GetChatSettings.self, .init(channelId: channel)).version
    }

    static func print(_ settings: ChatSettings) {
        Console.print(
            settings.isOpen
                ? "on"
                : settings.isEnabled
                    ? "on, and nobody can write: the channel is not published, or the package lacks it"
                    : "off"
        )
    }
}

/// The command `octopus chat policy`.
struct ChatPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Shows how the partner's operators share conversations; options change it."
    )

    @Option(help: "How many conversations an operator may have at a time.")
    var most: Int64?

    @Option(help: "How a conversation gets its operator: taken or roundRobin.")
    var assignment: ChatAssignment?

    @Option(help: "After how many minutes without an answer an operator loses one; 0: never.")
    var silentMinutes: Int64?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let policy = try await connection.open().use { session in
            let present = try await session.asUser(GetChatPolicy.self, .init())
            guard most != nil || assignment != nil || silentMinutes != nil else { return present }
            let terms = ChatPolicyTerms(
                mostConversations: most ?? present.terms.mostConversations,
                assignment: assignment ?? present.terms.assignment,
                silentMinutes: silentMinutes == 0
                    ? nil : silentMinutes ?? present.terms.silentMinutes
            )
            return try await session.asUser(
                EditChatPolicy.self,
                .init(version: present.version, terms: terms)
            )
        }
        try output.show(policy) { policy in
            var sheet = Sheet()
            sheet.add("most conversations", "\(policy.terms.mostConversations)")
            sheet.add("assignment", policy.terms.assignment.rawValue)
            sheet.add("silent minutes", policy.terms.silentMinutes.map { "\($0)" } ?? "never")
            sheet.print()
        }
    }
}
