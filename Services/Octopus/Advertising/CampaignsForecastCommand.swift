import ArgumentParser
import OctopusClient

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
            var (plan, placements) = (given, [PlacementID]?.none)
            if let campaign {
                let terms = try await NamedCampaign.find(campaign, session).terms
                (plan, placements) = (CampaignPlan(terms), terms.placementIds)
            } else if !self.plan.placements.isEmpty {
                placements = try await NamedPlacement.offered(self.plan.placements, session)
            }
            guard let plan else { throw Failure(.usage, "there is no plan") }
            return try await session.asUser(
                ForecastCampaign.self,
                .init(
                    impressions: plan.impressions,
                    startsAt: plan.startsAt,
                    endsAt: plan.endsAt,
                    blockedHours: plan.blockedHours,
                    dailyImpressions: plan.dailyImpressions,
                    placementIds: placements
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
