import ArgumentParser
import OctopusClient

/// The command `octopus channels add`.
struct ChannelsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a draft of a channel, within the package's limit."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(help: "What it is about.")
    var description: String?

    @Option(
        name: .customLong("link"),
        help: ArgumentHelp("An address of the web; may be given again.", valueName: "address")
    )
    var links: [String] = []

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("A picture of this machine: JPEG, PNG or WebP.", valueName: "file"))
    var picture: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let made = try await connection.open().use { session in
            var pictureID: FileID?
            if let picture { pictureID = try await PartnerFile.upload(picture, session) }
            let terms = ChannelTerms(
                name: name,
                description: description,
                links: links,
                place: place.place,
                pictureId: pictureID
            )
            return try await session.asUser(CreateChannel.self, .init(terms: terms))
        }
        try output.show(made) { ChannelPrinter.print([$0]) }
    }
}

/// Where a channel is.
struct PlaceOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Where it is: degrees to the north, as 45.8131.", valueName: "degrees")
    )
    var latitude: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Degrees to the east, as 15.9775.", valueName: "degrees")
    )
    var longitude: Double?

    @Option(help: "How people find the place.")
    var address: String?

    func validate() throws {
        guard (latitude == nil) == (longitude == nil) else {
            throw ValidationError("A place has both --latitude and --longitude.")
        }
        guard address == nil || latitude != nil else {
            throw ValidationError("An address belongs to a place: --latitude and --longitude.")
        }
        guard (latitude ?? 0).magnitude <= 90, (longitude ?? 0).magnitude <= 180 else {
            throw ValidationError("Latitudes go to 90 degrees, longitudes to 180.")
        }
    }

    var place: ChannelPlace? {
        guard let latitude, let longitude else { return nil }
        return ChannelPlace(
            latitudeE7: Int64((latitude * 1e7).rounded()),
            longitudeE7: Int64((longitude * 1e7).rounded()),
            address: address
        )
    }
}

extension ChannelPlace {
    /// As `45.8131 15.9775`.
    var words: String { "\(Double(latitudeE7) / 1e7) \(Double(longitudeE7) / 1e7)" }
}

/// The command `octopus channels picture`.
struct ChannelsPictureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "picture",
        abstract: "Gives a channel a picture; an upload that was interrupted goes on."
    )

    @Argument(help: "The channel's id or name.")
    var channel: String

    @Argument(help: ArgumentHelp("JPEG, PNG or WebP.", valueName: "file"))
    var file: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let edited = try await connection.open().use { session in
            let found = try await NamedChannel.find(channel, session)
            let terms = ChannelTerms(
                name: found.terms.name,
                description: found.terms.description,
                links: found.terms.links,
                place: found.terms.place,
                pictureId: try await PartnerFile.upload(file, session)
            )
            return try await session.asUser(
                EditChannel.self,
                .init(channelId: found.id, version: found.version, terms: terms)
            )
        }
        try output.show(edited) { ChannelPrinter.print([$0]) }
    }
}

/// The command `octopus channels publish`.
struct ChannelsPublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Lets end users find a channel."
    )

    @OptionGroup var step: ChannelStepOptions

    func run() async throws { try await step.take(PublishChannel.self) }
}

/// The command `octopus channels unpublish`.
struct ChannelsUnpublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpublish",
        abstract: "Hides a channel; who follows it still does when it is published again."
    )

    @OptionGroup var step: ChannelStepOptions

    func run() async throws { try await step.take(UnpublishChannel.self) }
}

/// The command `octopus channels archive`.
struct ChannelsArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Ends a channel for good, and makes room for another."
    )

    @OptionGroup var step: ChannelStepOptions

    func run() async throws { try await step.take(ArchiveChannel.self) }
}

/// A channel, and what is done with it.
struct ChannelStepOptions: ParsableArguments {
    @Argument(help: "The channel's id or name.")
    var channel: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == ChannelVersion, M.Reply == Channel {
        let reply = try await connection.open().use { session in
            let found = try await NamedChannel.find(channel, session)
            return try await session.asUser(
                method,
                .init(channelId: found.id, version: found.version)
            )
        }
        try output.show(reply) { ChannelPrinter.print([$0]) }
    }
}
