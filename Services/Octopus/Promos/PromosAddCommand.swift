import ArgumentParser
import OctopusClient

/// The command `octopus promos add`.
struct PromosAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a draft of a promo, for who follows its channels or for everybody."
    )

    @Argument(help: "What it is called in lists.")
    var title: String

    @Option(help: "What end users read.")
    var text: String

    @Option(
        name: .customLong("channel"),
        help: "The id or name of a channel that shows it; may be given again."
    )
    var channels: [String]

    @Flag(help: "Also for those who follow none of them; the tenant has to approve it.")
    var everybody = false

    @Option(help: "Of those, only whom this segment selects: its id or name.")
    var segment: String?

    @Option(help: ArgumentHelp("Where it leads, an address of the web.", valueName: "address"))
    var target: String?

    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp("A picture of this machine; may be given again.", valueName: "file")
    )
    var pictures: [String] = []

    @Option(help: ArgumentHelp("A video of this machine: MP4 or WebM.", valueName: "file"))
    var video: String?

    @Option(help: ArgumentHelp("A video elsewhere, from https:// on.", valueName: "address"))
    var videoLink: String?

    @OptionGroup var times: PromoTimeOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (startsAt, endsAt) = (try times.startsAt(), try times.endsAt())
        let made = try await connection.open().use { session in
            let audience = try await audience(session)
            var pictureIDs: [FileID] = []
            for picture in pictures {
                pictureIDs.append(try await PartnerFile.upload(picture, session))
            }
            var videoID: FileID?
            if let video { videoID = try await PartnerFile.upload(video, session) }
            let terms = PromoTerms(
                title: title,
                text: text,
                target: target,
                videoLink: videoLink,
                pictureIds: pictureIDs.isEmpty ? nil : pictureIDs,
                videoId: videoID,
                audience: audience,
                startsAt: startsAt,
                endsAt: endsAt,
                startsOn: times.startsOn,
                endsOn: times.endsOn
            )
            return try await session.asUser(CreatePromo.self, .init(terms: terms))
        }
        try output.show(made) { PromoPrinter.print([$0]) }
    }

    private func audience(_ session: Session) async throws -> PromoAudience {
        var found: [ChannelID] = []
        for channel in channels { found.append(try await NamedChannel.find(channel, session).id) }
        var segmentID: SegmentID?
        if let segment { segmentID = try await NamedSegment.find(segment, session).id }
        return PromoAudience(
            reach: everybody ? .everybody : .followers,
            channels: found,
            segmentId: segmentID
        )
    }
}

/// When a promo is shown.
struct PromoTimeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The day with which it begins in the tenant's zone, as 2026-03-29; without it at once.",
            valueName: "day"
        )
    )
    var startsOn: String?

    @Option(help: ArgumentHelp("The last day on which it is shown.", valueName: "day"))
    var endsOn: String?

    @Option(
        name: .customLong("starts-at"),
        help: ArgumentHelp("Or the moment, as 2026-01-31T08:30:00Z.", valueName: "time")
    )
    var startMoment: String?

    @Option(
        name: .customLong("ends-at"),
        help: ArgumentHelp("Or the moment when it ends.", valueName: "time")
    )
    var endMoment: String?

    func startsAt() throws -> Instant? { try InstantText.given(startMoment, as: "--starts-at") }
    func endsAt() throws -> Instant? { try InstantText.given(endMoment, as: "--ends-at") }
}
