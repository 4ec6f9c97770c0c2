import ArgumentParser
import OctopusClient

/// The command `octopus report overview`.
struct ReportOverviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "Channels, engagements, chats and ads at a glance, each with its change.",
        discussion: """
            A service whose report you may not read is left out, as that of all chats is for a normal chat operator.
            """
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
    private static let chats: [HelpdeskMeasure] = [.chatsBegun, .chatsAnswered, .chatsFinished]
    private static let messages: [HelpdeskMeasure] = [
        .messagesReceived, .messagesSent, .messagesToMany,
    ]
    private static let ads: [AdvertisingMeasure] = [.served, .shown, .viewable, .clicks]

    func run() async throws {
        let overview = try await connection.open().use { session in
            var overview = Overview(days: days, session: session)
            try await overview.ask(\.partners, ReadPartnersReport.self, Self.channels + Self.promos)
            try await overview.ask(\.loyalty, ReadLoyaltyReport.self, Self.points + Self.coupons)
            try await overview.ask(\.helpdesk, ReadHelpdeskReport.self, Self.chats + Self.messages)
            try await overview.ask(\.advertising, ReadAdvertisingReport.self, Self.ads)
            try overview.demandAny()
            return overview
        }
        guard !output.json else { return Console.print(try overview.json.pretty) }
        var table = Table("OF", "MEASURE", "VALUE", "BEFORE", "CHANGE")
        func add<Measure>(_ name: String, _ measures: [Measure], _ report: Report<Measure>?) {
            for total in report?.totals ?? [] where measures.contains(total.measure) {
                table.add(cells: [name] + total.cells)
            }
        }
        add("channels", Self.channels, overview.partners)
        add("points", Self.points, overview.loyalty)
        add("coupons", Self.coupons, overview.loyalty)
        add("promos", Self.promos, overview.partners)
        add("chats", Self.chats, overview.helpdesk)
        add("messages", Self.messages, overview.helpdesk)
        add("ads", Self.ads, overview.advertising)
        table.print()
        overview.tellNotes()
    }
}

/// What the services report; nil of one whose report the caller may not read.
private struct Overview {
    let days: ReportDaysOptions
    let session: Session
    var partners: Report<PartnersMeasure>?
    var loyalty: Report<LoyaltyMeasure>?
    var helpdesk: Report<HelpdeskMeasure>?
    var advertising: Report<AdvertisingMeasure>?
    private var asked = 0
    private var refused: [(service: String, failure: CallFailure)] = []

    init(days: ReportDaysOptions, session: Session) {
        (self.days, self.session) = (days, session)
    }

    mutating func ask<Read: Method, Measure>(
        _ place: WritableKeyPath<Overview, Report<Measure>?>,
        _ read: Read.Type,
        _ measures: [Measure]
    ) async throws where Read.Request == ReportQuery<Measure>, Read.Reply == Report<Measure> {
        asked += 1
        do {
            self[keyPath: place] = try await session.asUser(read, days.query(measures))
        } catch let failure as CallFailure where failure.status == .permissionDenied {
            refused.append((Read.declaration.service, failure))
        }
    }

    /// - Throws: The first refusal, if nothing may be read.
    func demandAny() throws {
        guard let first = refused.first, refused.count == asked else { return }
        throw first.failure
    }

    var json: JSONValue {
        get throws {
            .object(
                [
                    try partners.map { JSONMember(name: "partners", value: try JSONValue($0)) },
                    try loyalty.map { JSONMember(name: "loyalty", value: try JSONValue($0)) },
                    try helpdesk.map { JSONMember(name: "helpdesk", value: try JSONValue($0)) },
                    try advertising.map {
                        JSONMember(name: "advertising", value: try JSONValue($0))
                    },
                ].compactMap { $0 }
            )
        }
    }

    func tellNotes() {
        var (isFirst, isComplete) = (true, true)
        func look<Measure>(at report: Report<Measure>?) {
            guard let report else { return }
            if isFirst { ReportPrinter.noteTime(of: report) }
            (isFirst, isComplete) = (false, isComplete && report.isComplete)
        }
        look(at: partners)
        look(at: loyalty)
        look(at: helpdesk)
        look(at: advertising)
        if !isComplete { ReportPrinter.noteIncomplete() }
        for one in refused {
            Console.note("octopus: without \(one.service): \(one.failure.message)")
        }
    }
}
