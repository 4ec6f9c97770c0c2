import ArgumentParser
import OctopusClient

/// The command `octopus ads add`.
struct AdsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a draft of an ad; what it is given says of which format it is.",
        discussion: "Without a picture and a video it has words: --text, --action and --target."
    )

    @Argument(help: "What it is called in lists; end users don't see it.")
    var name: String

    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp(
            "A picture of this machine; two or more make a carousel.",
            valueName: "file"
        )
    )
    var pictures: [String] = []

    @Option(help: ArgumentHelp("A video of this machine: MP4 or WebM.", valueName: "file"))
    var video: String?

    @Option(help: ArgumentHelp("A video elsewhere, from https:// on.", valueName: "address"))
    var videoLink: String?

    @Option(help: "What end users read first.")
    var headline: String?

    @Option(help: "What they read then.")
    var text: String?

    @Option(help: "What the button says.")
    var action: String?

    @Option(help: ArgumentHelp("Where it leads, an address of the web.", valueName: "address"))
    var target: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let sorts = [!pictures.isEmpty, video != nil, videoLink != nil].count { $0 }
        guard sorts <= 1 else {
            throw ValidationError("An ad has pictures, or one video: of this machine or elsewhere.")
        }
        guard sorts == 1 || [text, action, target].allSatisfy({ $0 != nil }) else {
            throw ValidationError(
                "Give it a --picture or a --video; an ad of words has --text, --action and --target."
            )
        }
    }

    func run() async throws {
        let made = try await connection.open().use { session in
            var files: [FileID] = []
            for file in pictures + [video].compactMap({ $0 }) {
                files.append(try await PartnerFile.uploadForAds(file, session))
            }
            return try await session.asUser(CreateAd.self, .init(terms: terms(with: files)))
        }
        try output.show(made) { AdPrinter.print([$0]) }
    }

    private var format: AdFormat {
        switch pictures.count {
        case 0: video ?? videoLink == nil ? .text : .video
        case 1: .picture
        default: .carousel
        }
    }

    private func terms(with files: [FileID]) -> AdTerms {
        AdTerms(
            name: name,
            format: format,
            headline: headline,
            text: text,
            action: action,
            target: target,
            pictureId: format == .picture ? files.first : nil,
            videoId: format == .video ? files.first : nil,
            videoLink: videoLink,
            cards: format == .carousel ? files.map { AdCard(pictureId: $0) } : nil
        )
    }
}
