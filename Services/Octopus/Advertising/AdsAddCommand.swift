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

    @OptionGroup var content: AdContentOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard content.format == .text else { return }
        guard [content.text, content.action, content.target].allSatisfy({ $0 != nil }) else {
            throw ValidationError(
                "Give it a --picture or a --video; an ad of words has --text, --action and --target."
            )
        }
    }

    func run() async throws {
        let made = try await connection.open().use { session in
            let terms = try await content.terms(of: name, session)
            return try await session.asUser(CreateAd.self, .init(terms: terms))
        }
        try output.show(made) { AdPrinter.print([$0]) }
    }
}

/// The command `octopus ads edit`.
struct AdsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of an ad, and leaves the rest.",
        discussion: """
            An empty text takes a headline, a text, an action or a target away. Pictures replace all \
            that it has, and a video too; cards keep their words by their places. An ad that was \
            approved returns to review, and is not shown until then.
            """
    )

    @Argument(help: "The ad's id or name.")
    var ad: String

    @Option(help: "What it is called in lists.")
    var name: String?

    @OptionGroup var content: AdContentOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard name != nil || !content.isEmpty else {
            throw ValidationError("Say what changes, as --headline or --picture.")
        }
    }

    func run() async throws {
        let edited = try await connection.open().use { session in
            let found = try await NamedAd.find(ad, session)
            let terms = try await content.terms(
                of: name ?? found.terms.name,
                over: found.terms,
                session
            )
            return try await session.asUser(
                EditAd.self,
                .init(adId: found.id, version: found.version, terms: terms)
            )
        }
        try output.show(edited) { AdPrinter.print([$0]) }
    }
}
