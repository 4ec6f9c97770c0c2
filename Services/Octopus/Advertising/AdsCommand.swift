import ArgumentParser
import OctopusClient

/// The command `octopus ads`.
struct AdsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ads",
        abstract: "Manages what a partner shows end users for its impressions.",
        discussion: """
            An ad is a picture, a carousel of pictures, a video, or words that call to act:
              octopus ads add Cup --picture cup.jpg --headline "Come in" --target https://cafe.example/
              octopus ads add Cakes --picture one.jpg --picture two.jpg --card-headline 1="Fresh today"
              octopus ads add Book --text "For two." --action Book --target https://cafe.example/book
            Its tenant approves it: octopus requests --desk others
              octopus ads submit Cup
              octopus ads edit Cup --headline "Come in again"
            """,
        subcommands: [
            AdsListCommand.self, AdsShowCommand.self, AdsAddCommand.self, AdsEditCommand.self,
            AdsSubmitCommand.self, AdsWithdrawCommand.self, AdsArchiveCommand.self,
        ],
        defaultSubcommand: AdsListCommand.self
    )
}

/// The command `octopus ads list`.
struct AdsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's ads, the newest first."
    )

    @Option(help: "Only those: draft, inReview, approved, rejected or archived.")
    var status: AdStatus?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let ads = try await connection.open().use { try await NamedAd.all(status, $0) }
        try output.show(ads, AdPrinter.print)
    }
}

/// The command `octopus ads show`.
struct AdsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows an ad with all that it has."
    )

    @Argument(help: "The ad's id or name.")
    var ad: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { try await NamedAd.find(ad, $0) }
        try output.show(found) { AdPrinter.sheet(of: $0).print() }
    }
}

/// The command `octopus ads submit`.
struct AdsSubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Asks the tenant to approve an ad as it is now."
    )

    @OptionGroup var step: AdStepOptions

    func run() async throws { try await step.take(SubmitAd.self) }
}

/// The command `octopus ads withdraw`.
struct AdsWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Takes back the request for an ad, which is a draft again."
    )

    @OptionGroup var step: AdStepOptions

    func run() async throws { try await step.take(WithdrawAd.self) }
}

/// The command `octopus ads archive`.
struct AdsArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Ends an ad for good; its pictures and its video are given up."
    )

    @OptionGroup var step: AdStepOptions

    func run() async throws { try await step.take(ArchiveAd.self) }
}

/// An ad, and what is done with it.
struct AdStepOptions: ParsableArguments {
    @Argument(help: "The ad's id or name.")
    var ad: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == AdVersion, M.Reply == Ad {
        let reply = try await connection.open().use { session in
            let found = try await NamedAd.find(ad, session)
            return try await session.asUser(
                method,
                .init(adId: found.id, version: found.version)
            )
        }
        try output.show(reply) { AdPrinter.print([$0]) }
    }
}

/// Finds the ad that a command line means.
enum NamedAd {
    static func all(_ status: AdStatus?, _ session: Session) async throws -> [Ad] {
        try await session.asUser(listing: ListAds.self) { .init(status: status, after: $0) }
    }

    /// One by id, or by its whole name one that is not archived; names may repeat.
    static func find(_ text: String, _ session: Session) async throws -> Ad {
        if let id = AdID(text) { return try await session.asUser(GetAd.self, .init(adId: id)) }
        let usable = try await all(nil, session).filter { $0.status != .archived }
        return try pick(text, "ad", of: usable, \.id.description, \.terms.name)
    }
}

/// Shows ads.
enum AdPrinter {
    static func print(_ ads: [Ad]) {
        var table = Table("ID", "NAME", "FORMAT", "STATUS", "SINCE", "WHY")
        for ad in ads {
            table.add(
                ad.id.description,
                ad.terms.name,
                ad.terms.format.rawValue,
                ad.status.rawValue,
                InstantText.text(of: ad.createdAt) ?? "",
                ad.reason ?? ""
            )
        }
        table.print()
    }

    static func sheet(of ad: Ad) -> Sheet {
        let terms = ad.terms
        var sheet = Sheet()
        sheet.add("id", ad.id.description)
        sheet.add("name", terms.name)
        sheet.add("format", terms.format.rawValue)
        sheet.add("status", ad.status.rawValue)
        sheet.add("why", ad.reason)
        sheet.add("request", ad.requestId?.description)
        sheet.add("since", InstantText.text(of: ad.createdAt))
        sheet.add("headline", terms.headline)
        sheet.add("text", terms.text)
        sheet.add("action", terms.action)
        sheet.add("target", terms.target)
        sheet.add("picture", terms.pictureId?.description)
        sheet.add("video", terms.videoId?.description ?? terms.videoLink)
        for card in terms.cards ?? [] {
            let words = [card.pictureId.description, card.headline, card.target]
            sheet.add("card", words.compactMap { $0 }.joined(separator: "  "))
        }
        return sheet
    }
}
