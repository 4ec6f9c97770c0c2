import ArgumentParser
import OctopusClient

/// The command `octopus report overview`.
struct ReportOverviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "Channels and engagements at a glance, each with its change against before."
    )

    @OptionGroup var days: ReportDaysOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    private static let channels: [PartnersMeasure] = [
        .followers, .followersGained, .followersLost,
    ]
    private static let promos: [PartnersMeasure] = [.promoOpens, .promoClicks]
    private static let points: [LoyaltyMeasure] = [.pointsGiven, .pointsSpent, .pointsExpired]
    private static let coupons: [LoyaltyMeasure] = [.couponsGiven, .couponsRedeemed]

    func run() async throws {
        let (partners, loyalty) = try await connection.open().use { session in
            (
                try await session.asUser(
                    ReadPartnersReport.self,
                    days.query(Self.channels + Self.promos)
                ),
                try await session.asUser(
                    ReadLoyaltyReport.self,
                    days.query(Self.points + Self.coupons)
                )
            )
        }
        guard !output.json else {
            let members = [
                JSONMember(name: "partners", value: try JSONValue(partners)),
                JSONMember(name: "loyalty", value: try JSONValue(loyalty)),
            ]
            return Console.print(JSONValue.object(members).pretty)
        }
        var table = Table("OF", "MEASURE", "VALUE", "BEFORE", "CHANGE")
        func add<Measure>(_ name: String, _ measures: [Measure], _ report: Report<Measure>) {
            for total in report.totals where measures.contains(total.measure) {
                table.add(cells: [name] + total.cells)
            }
        }
        add("channels", Self.channels, partners)
        add("points", Self.points, loyalty)
        add("coupons", Self.coupons, loyalty)
        add("promos", Self.promos, partners)
        table.print()
        ReportPrinter.note(partners)
        if partners.isComplete { ReportPrinter.noteIncomplete(loyalty) }
    }
}
