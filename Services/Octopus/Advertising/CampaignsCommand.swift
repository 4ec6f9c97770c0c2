import ArgumentParser
import OctopusClient

/// The command `octopus campaigns`.
struct CampaignsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaigns",
        abstract: "Manages for how long, to whom and how often a partner's ads are shown.",
        discussion: """
              octopus campaigns forecast --impressions 1000 --days 30
              octopus campaigns add May --ad Cup --impressions 1000 --days 30 --cap 3/day
              octopus campaigns add Nights --ad Cup --impressions 500 --starts-at 2026-05-01T00:00:00+02:00 \\
                  --ends-at 2026-06-01T00:00:00+02:00 --blocked daily=6-20 --segment Regulars
              octopus campaigns edit May --impressions 1500 --placement Top --without cap
              octopus campaigns submit May
              octopus campaigns extend May --impressions 2000
            """,
        subcommands: [
            CampaignsListCommand.self, CampaignsShowCommand.self, CampaignsAddCommand.self,
            CampaignsEditCommand.self, CampaignsForecastCommand.self,
            CampaignsSubmitCommand.self, CampaignsWithdrawCommand.self,
            CampaignsPauseCommand.self, CampaignsResumeCommand.self,
            CampaignsExtendCommand.self, CampaignsFinishCommand.self,
        ],
        defaultSubcommand: CampaignsListCommand.self
    )
}

/// The command `octopus campaigns list`.
struct CampaignsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's campaigns, the newest first."
    )

    @Option(
        help: "Only those: draft, requested, approved, rejected, running, paused or finished."
    )
    var status: CampaignStatus?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let campaigns = try await connection.open().use { try await NamedCampaign.all(status, $0) }
        try output.show(campaigns, CampaignPrinter.print)
    }
}

/// The command `octopus campaigns show`.
struct CampaignsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a campaign with its ads, and what became of its impressions."
    )

    @Argument(help: "The campaign's id or name.")
    var campaign: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (found, ads) = try await connection.open().use { session in
            let found = try await NamedCampaign.find(campaign, session)
            var ads: [Ad] = []
            for id in found.terms.adIds {
                ads.append(try await session.asUser(GetAd.self, .init(adId: id)))
            }
            return (found, ads)
        }
        try output.show(found) { CampaignPrinter.sheet(of: $0, showing: ads).print() }
    }
}

/// Finds the campaign that a command line means.
enum NamedCampaign {
    static func all(_ status: CampaignStatus?, _ session: Session) async throws -> [Campaign] {
        try await session.asUser(listing: ListCampaigns.self) { .init(status: status, after: $0) }
    }

    /// One by id, or by its whole name one that is not finished; names may repeat.
    static func find(_ text: String, _ session: Session) async throws -> Campaign {
        if let id = CampaignID(text) {
            return try await session.asUser(GetCampaign.self, .init(campaignId: id))
        }
        let usable = try await all(nil, session).filter { $0.status != .finished }
        return try pick(text, "campaign", of: usable, \.id.description, \.terms.name)
    }
}

/// Shows campaigns.
enum CampaignPrinter {
    static func print(_ campaigns: [Campaign]) {
        var table = Table(
            "ID",
            "NAME",
            "STATUS",
            "BEGINS",
            "ENDS",
            "IMPRESSIONS",
            "COUNTED",
            "LEFT"
        )
        for campaign in campaigns {
            table.add(
                campaign.id.description,
                campaign.terms.name,
                campaign.words,
                InstantText.text(of: campaign.terms.startsAt) ?? "",
                InstantText.text(of: campaign.terms.endsAt) ?? "",
                "\(campaign.terms.impressions)",
                "\(campaign.counted)",
                "\(campaign.remaining)"
            )
        }
        table.print()
    }

    static func sheet(of campaign: Campaign, showing ads: [Ad]) -> Sheet {
        let terms = campaign.terms
        var sheet = Sheet()
        sheet.add("id", campaign.id.description)
        sheet.add("name", terms.name)
        sheet.add("status", campaign.words)
        sheet.add("why", campaign.reason)
        sheet.add("request", campaign.requestId?.description)
        sheet.add("begins", InstantText.text(of: terms.startsAt))
        sheet.add("ends", InstantText.text(of: terms.endsAt))
        sheet.add("began", campaign.startedAt.flatMap { InstantText.text(of: $0) })
        sheet.add("ended", campaign.endedAt.flatMap { InstantText.text(of: $0) })
        sheet.add("impressions", "\(terms.impressions)")
        sheet.add("counted", "\(campaign.counted)")
        sheet.add("left", "\(campaign.remaining)")
        sheet.add("on a day", terms.dailyImpressions.map { "at most \($0)" })
        sheet.add("each end user", terms.cap.map { "\($0.most) a \($0.period.rawValue)" })
        for hours in terms.blockedHours ?? [] { sheet.add("blocked", hours.words) }
        for segment in terms.segmentIds ?? [] { sheet.add("segment", segment.description) }
        for placement in terms.placementIds ?? [] { sheet.add("placement", placement.description) }
        sheet.add("priority", terms.priority.map { "\($0)" })
        sheet.add("weight", terms.weight.map { "\($0)" })
        for ad in ads { sheet.add("ad", "\(ad.id)  \(ad.terms.name)  \(ad.status.rawValue)") }
        return sheet
    }
}

extension Campaign {
    /// Where it stands, and why if it is paused or finished.
    fileprivate var words: String {
        let why = pausedFor?.rawValue ?? endedBy?.rawValue
        return status.rawValue + (why.map { " (\($0))" } ?? "")
    }
}

extension WeeklyHours {
    /// As `monday 22:00 to 24:00`.
    fileprivate var words: String {
        func clock(_ minute: Int64) -> String {
            let rest = minute % 60
            return "\(minute / 60):" + (rest < 10 ? "0" : "") + "\(rest)"
        }
        return "\(day.rawValue) \(clock(fromMinute)) to \(clock(toMinute))"
    }
}
