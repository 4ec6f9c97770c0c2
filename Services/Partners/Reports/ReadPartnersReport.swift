import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension ReadPartnersReport: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Reply {
        try context.report(request)
    }
}

extension ExportPartnersReport: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(request)
    }
}

extension PartnersMeasure: CountedMeasure {
    package var thing: ReportThing { ReportThing("channels", name: "name") }

    package var isLevel: Bool { self == .followers }
}

extension CommandContext<PartnersEnvironment> {
    /// Counts that somebody began or ceased to follow a channel, with how many do so now.
    func countFollower(
        _ measure: PartnersMeasure,
        of channel: ChannelID,
        at partner: PartnerID
    ) throws {
        let level = try Int64.one(
            database,
            "SELECT followers FROM channel_counts WHERE channel = ?",
            [channel]
        )
        transaction.count(measure, of: channel, at: partner)
        transaction.level(PartnersMeasure.followers, is: level ?? 0, of: channel, at: partner)
    }
}
