public import ArgumentParser
public import OctopusClient

extension LoyaltyMeasure: ExpressibleByArgument {}
extension PartnersMeasure: ExpressibleByArgument {}
extension HelpdeskMeasure: ExpressibleByArgument {}
extension AdvertisingMeasure: ExpressibleByArgument {}
extension ReportStep: ExpressibleByArgument {}

/// The command `octopus report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Reports a partner's channels, points, coupons, promos, chats and ads, as a table or CSV.",
        discussion: """
            For a partner's users, and for those who take the partner's place; `outstanding` is for the tenant's.

              octopus report
              octopus report loyalty --measure pointsGiven --step day --from 2026-03-01 --until 2026-04-01
              octopus report partners --measure followers --by-thing --csv followers.csv
              octopus report partners --segment Regulars --step week
              octopus report helpdesk --measure agentChatsFinished --by-thing
              octopus report advertising --by-thing
              octopus report outstanding 2026-10-31 --csv points.csv
            """,
        subcommands: [
            ReportOverviewCommand.self, ReportLoyaltyCommand.self, ReportPartnersCommand.self,
            ReportHelpdeskCommand.self, ReportAdvertisingCommand.self,
            ReportOutstandingCommand.self,
        ],
        defaultSubcommand: ReportOverviewCommand.self
    )
}

/// The command `octopus report loyalty`.
struct ReportLoyaltyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loyalty",
        abstract: "Reports points and coupons over a time, in steps or at a glance."
    )

    @OptionGroup var report: ReportOptions<LoyaltyMeasure>

    func run() async throws {
        let all = LoyaltyMeasure.allCases
        try await report.tell(ReadLoyaltyReport.self, ExportLoyaltyReport.self, all)
    }
}

/// The command `octopus report partners`.
struct ReportPartnersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partners",
        abstract: "Reports followers and promos over a time, in steps or at a glance."
    )

    @OptionGroup var report: ReportOptions<PartnersMeasure>

    @Option(help: "Only what the people of this segment did, in whole tens: its id or name.")
    var segment: String?

    func run() async throws {
        try await report.tell(ReadPartnersReport.self, ExportPartnersReport.self, all) { session in
            guard let segment else { return nil }
            return try await NamedSegment.find(segment, session).id
        }
    }

    /// What is told if no measure was named.
    private var all: [PartnersMeasure] {
        if segment != nil {
            // Who followed at the end of a step is not known of a segment.
            if report.step != nil { return [.promoOpens, .promoClicks] }
            return report.byThing ? [.followers] : [.followers, .promoOpens, .promoClicks]
        }
        // What is counted by channel alone is told of each; of all together, people are, each once.
        return report.byThing
            ? [.followers, .followersGained, .followersLost]
            : [.followers, .followersGained, .followersLost, .promoOpens, .promoClicks]
    }
}

/// The command `octopus report helpdesk`.
struct ReportHelpdeskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helpdesk",
        abstract: "Reports chats and messages over a time, in steps or at a glance.",
        discussion: """
            Times are sums of seconds: secondsToAnswer of chatsAnswered chats, and so on. What an operator did
            is told by the measures that begin with `agent`; normal operators see their own.
            """
    )

    @OptionGroup var report: ReportOptions<HelpdeskMeasure>

    func run() async throws {
        try await report.tell(
            ReadHelpdeskReport.self,
            ExportHelpdeskReport.self,
            report.byThing ? all.filter { !$0.rawValue.hasPrefix("agent") } : all
        )
    }

    private var all: [HelpdeskMeasure] { HelpdeskMeasure.allCases }
}

/// The command `octopus report advertising`.
struct ReportAdvertisingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advertising",
        abstract: "Reports what ads came to over a time, in steps or at a glance.",
        discussion: """
            By campaign, unless a measure begins with `ad`, `placement` or `segment`. What was shown is what was \
            spent, in impressions; the rate of clicks is clicks over shown.
            """
    )

    @OptionGroup var report: ReportOptions<AdvertisingMeasure>

    func run() async throws {
        // Of all campaigns together each person would count at several.
        try await report.tell(
            ReadAdvertisingReport.self,
            ExportAdvertisingReport.self,
            ofCampaigns + (report.byThing || report.things.count == 1 ? [.reached] : [])
        )
    }

    private var ofCampaigns: [AdvertisingMeasure] { [.served, .shown, .viewable, .clicks] }
}

/// What a report of a service is asked for, and how it is told.
struct ReportOptions<Measure: ReportMeasure & ExpressibleByArgument>: ParsableArguments {
    @Option(
        name: .customLong("measure"),
        help: "What is counted; may be given again. All that can be added up without it."
    )
    var measures: [Measure] = []

    @OptionGroup var days: ReportDaysOptions

    @Option(help: "How long a step is: hour, day, week or month; totals alone without it.")
    var step: ReportStep?

    @Option(
        name: .customLong("thing"),
        help: ArgumentHelp(
            "Only this point type, coupon, channel, promo, operator or campaign; may be given again.",
            valueName: "id"
        )
    )
    var things: [ReportedID] = []

    @Flag(help: "Rows and totals of each thing; the measures are then of one sort of thing.")
    var byThing = false

    @Option(help: ArgumentHelp("Writes it there as CSV: steps, or totals.", valueName: "file"))
    var csv: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func tell<Read: Method, Export: Method>(
        _ read: Read.Type,
        _ export: Export.Type,
        _ all: [Measure],
        of segment: (Session) async throws -> SegmentID? = { _ in nil }
    ) async throws
    where
        Read.Request == ReportQuery<Measure>,
        Read.Reply == Report<Measure>,
        Export.Request == ReportQuery<Measure>,
        Export.Reply == BegunExport
    {
        let session = try connection.open()
        guard let csv else {
            let report = try await session.use { session in
                try await session.asUser(read, query(all, segment(session)))
            }
            return try output.show(report, ReportPrinter.print)
        }
        let (bytes, rows) = try await session.use { session in
            let begun = try await session.asUser(export, query(all, segment(session)))
            return try await session.read(begun, of: Export.declaration.service)
        }
        try Output.write(bytes, to: csv)
        Console.note("octopus: \(rows) rows in \(csv)")
    }
    private func query(_ all: [Measure], _ segment: SegmentID?) -> ReportQuery<Measure> {
        days.query(
            measures.isEmpty ? all : measures,
            step: step,
            things: things.isEmpty ? nil : things,
            byThing: byThing ? true : nil,
            segment: segment
        )
    }
}
