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

    @OptionGroup var terms: CampaignTermsOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !terms.ads.isEmpty else { throw ValidationError("Say what it shows: --ad Cup") }
    }

    func run() async throws {
        let plan = try terms.plan.plan(at: .now)
        let made = try await connection.open().use { session in
            let terms = try await terms.terms(of: name, plan, session)
            return try await session.asUser(CreateCampaign.self, .init(terms: terms))
        }
        try output.show(made) { CampaignPrinter.print([$0]) }
    }
}

/// The command `octopus campaigns edit`.
struct CampaignsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of a campaign that was not asked for, or was rejected.",
        discussion: """
            Ads, segments, placements and blocked hours that are given replace all that it has. One \
            that waits for the tenant, or has not begun, is withdrawn first.
            """
    )

    @Argument(help: "The campaign's id or name.")
    var campaign: String

    @Option(help: "What it is called in lists.")
    var name: String?

    @OptionGroup var terms: CampaignTermsOptions

    @Option(
        help: ArgumentHelp(
            "What is taken away: blocked, most-a-day, cap, segment, placement, priority or weight; "
                + "may be given again.",
            valueName: "option"
        )
    )
    var without: [CampaignPart] = []

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard name != nil || !terms.isEmpty || !without.isEmpty else {
            throw ValidationError("Say what changes, as --impressions or --ad.")
        }
    }

    func run() async throws {
        let now = Instant.now
        let edited = try await connection.open().use { session in
            let found = try await NamedCampaign.find(campaign, session)
            let old = found.terms.without(without)
            let terms = try await terms.terms(
                of: name ?? old.name,
                terms.plan.plan(at: now, over: CampaignPlan(old)),
                over: old,
                session
            )
            return try await session.asUser(
                EditCampaign.self,
                .init(campaignId: found.id, version: found.version, terms: terms)
            )
        }
        try output.show(edited) { CampaignPrinter.print([$0]) }
    }
}

/// What a campaign may go without, by the option that gives it.
enum CampaignPart: String, ExpressibleByArgument, CaseIterable {
    case blocked
    case mostADay = "most-a-day"
    case cap
    case segment
    case placement
    case priority
    case weight
}

extension CampaignTerms {
    /// The same, but for some parts.
    func without(_ parts: [CampaignPart]) -> CampaignTerms {
        func kept<Value>(_ part: CampaignPart, _ value: Value?) -> Value? {
            parts.contains(part) ? nil : value
        }
        return CampaignTerms(
            name: name,
            adIds: adIds,
            impressions: impressions,
            startsAt: startsAt,
            endsAt: endsAt,
            blockedHours: kept(.blocked, blockedHours),
            segmentIds: kept(.segment, segmentIds),
            placementIds: kept(.placement, placementIds),
            cap: kept(.cap, cap),
            dailyImpressions: kept(.mostADay, dailyImpressions),
            priority: kept(.priority, priority),
            weight: kept(.weight, weight)
        )
    }
}
