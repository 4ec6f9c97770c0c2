import ArgumentParser
import OctopusClient

/// The command `octopus channels`.
struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "Manages a partner's pages, which end users find and follow.",
        subcommands: [
            ChannelsListCommand.self, ChannelsShowCommand.self, ChannelsAddCommand.self,
            ChannelsPictureCommand.self, ChannelsPublishCommand.self,
            ChannelsUnpublishCommand.self, ChannelsArchiveCommand.self,
            ChannelsFollowersCommand.self,
        ],
        defaultSubcommand: ChannelsListCommand.self
    )
}

/// The command `octopus channels list`.
struct ChannelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's channels, the newest first."
    )

    @Option(help: "Only those: draft, published, unpublished or archived.")
    var status: ChannelStatus?

    @Option(help: "Only those whose name contains it.")
    var search: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let channels: [Channel] = try await connection.open().use { session in
            try await session.asUser(listing: ListChannels.self) {
                .init(status: status, search: search, after: $0)
            }
        }
        try output.show(channels, ChannelPrinter.print)
    }
}

/// The command `octopus channels show`.
struct ChannelsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a channel with all that its page has."
    )

    @Argument(help: "The channel's id or name.")
    var channel: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { try await NamedChannel.find(channel, $0) }
        try output.show(found) { found in
            var sheet = Sheet()
            sheet.add("id", found.id.description)
            sheet.add("name", found.terms.name)
            sheet.add("status", found.status.rawValue)
            sheet.add("followers", "\(found.followers)")
            sheet.add("since", InstantText.text(of: found.createdAt))
            sheet.add("description", found.terms.description)
            for link in found.terms.links { sheet.add("link", link) }
            sheet.add("place", found.terms.place?.words)
            sheet.add("address", found.terms.place?.address)
            sheet.add("picture", found.terms.pictureId?.description)
            sheet.print()
        }
    }
}

/// The command `octopus channels followers`.
struct ChannelsFollowersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "followers",
        abstract: "Lists who follows a channel, the newest first."
    )

    @Argument(help: "The channel's id or name.")
    var channel: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let followers: [Follower] = try await connection.open().use { session in
            let found = try await NamedChannel.find(channel, session)
            return try await session.asUser(listing: ListFollowers.self) {
                .init(channelId: found.id, after: $0)
            }
        }
        try output.show(followers) { followers in
            var table = Table("END USER", "END-USER ID", "NAME", "SINCE")
            for follower in followers {
                table.add(
                    follower.endUserId.description,
                    follower.endUserCode ?? "",
                    follower.name ?? "",
                    InstantText.text(of: follower.sinceAt) ?? ""
                )
            }
            table.print()
        }
    }
}

/// Finds the channel that a command line means.
enum NamedChannel {
    /// One by id, or one that is not archived by its whole name.
    static func find(_ text: String, _ session: Session) async throws -> Channel {
        let all: [Channel] = try await session.asUser(listing: ListChannels.self) {
            .init(after: $0)
        }
        let usable = all.filter { $0.status != .archived || $0.id == ChannelID(text) }
        return try pick(text, "channel", of: usable, \.id.description, \.terms.name)
    }
}

/// Shows channels.
enum ChannelPrinter {
    static func print(_ channels: [Channel]) {
        var table = Table("ID", "NAME", "STATUS", "FOLLOWERS", "PICTURE", "PLACE")
        for channel in channels {
            table.add(
                channel.id.description,
                channel.terms.name,
                channel.status.rawValue,
                "\(channel.followers)",
                channel.terms.pictureId == nil ? "" : "yes",
                channel.terms.place?.words ?? ""
            )
        }
        table.print()
    }
}
