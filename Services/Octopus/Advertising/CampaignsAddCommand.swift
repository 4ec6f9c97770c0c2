import ArgumentParser
import OctopusClient

/// The command `octopus campaigns add`.
struct CampaignsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a draft of a campaign of approved ads."
    )

    @Argument(help: "What it is called in lists; end users don't see it.")
    var name: String

    @Option(
        name: .customLong("ad"),
        help: "The id or name of an ad that it shows; may be given again, and they take turns."
    )
    var ads: [String]

    @OptionGroup var plan: CampaignPlanOptions

    @Option(help: CapArgument.help)
    var cap: CapArgument?

    @Option(
        name: .customLong("segment"),
        help: "For whom it is: a segment's id or name; may be given again."
    )
    var segments: [String] = []

    @Option(help: ArgumentHelp("From 1 to 10; the greatest is shown first.", valueName: "number"))
    var priority: Int64?

    @Option(
        help: ArgumentHelp("Its part among those of its priority, 1 to 100.", valueName: "number")
    )
    var weight: Int64?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let plan = try plan.plan(at: .now)
        let made = try await connection.open().use { session in
            var (adIDs, segmentIDs): ([AdID], [SegmentID]) = ([], [])
            for ad in ads { adIDs.append(try await NamedAd.find(ad, session).id) }
            for segment in segments {
                segmentIDs.append(try await NamedSegment.find(segment, session).id)
            }
            let terms = CampaignTerms(
                name: name,
                adIds: adIDs,
                impressions: plan.impressions,
                startsAt: plan.startsAt,
                endsAt: plan.endsAt,
                blockedHours: plan.blockedHours,
                segmentIds: segmentIDs.isEmpty ? nil : segmentIDs,
                cap: cap?.cap,
                dailyImpressions: plan.dailyImpressions,
                priority: priority,
                weight: weight
            )
            return try await session.asUser(CreateCampaign.self, .init(terms: terms))
        }
        try output.show(made) { CampaignPrinter.print([$0]) }
    }
}

/// The command `octopus campaigns forecast`.
struct CampaignsForecastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Tells how many impressions a campaign, or a plan of one, would likely have.",
        discussion: "Of a campaign with segments or a cap it is the most that is likely."
    )

    @Argument(help: "The campaign's id or name; without it the options say what is planned.")
    var campaign: String?

    @OptionGroup var plan: CampaignPlanOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard campaign == nil || plan.isEmpty else {
            throw ValidationError("Name a campaign, or say with options what is planned.")
        }
    }

    func run() async throws {
        let given = campaign == nil ? try plan.plan(at: .now) : nil
        let forecast = try await connection.open().use { session in
            var plan = given
            if let campaign {
                plan = CampaignPlan(try await NamedCampaign.find(campaign, session).terms)
            }
            guard let plan else { throw Failure(.usage, "there is no plan") }
            return try await session.asUser(
                ForecastCampaign.self,
                .init(
                    impressions: plan.impressions,
                    startsAt: plan.startsAt,
                    endsAt: plan.endsAt,
                    blockedHours: plan.blockedHours,
                    dailyImpressions: plan.dailyImpressions
                )
            )
        }
        try output.show(forecast) { forecast in
            var sheet = Sheet()
            sheet.add("likely", forecast.likely.map { "\($0)" } ?? "not known yet")
            sheet.add("enough", forecast.isEnough.map { $0 ? "yes" : "no" })
            sheet.add("days counted", "\(forecast.countedDays)")
            sheet.print()
        }
    }
}
