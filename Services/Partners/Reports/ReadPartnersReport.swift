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
    package var thing: ReportThing {
        switch self {
        case .followers, .followersGained, .followersLost, .channelPromoOpens,
            .channelPromoClicks:
            ReportThing("channels", name: "name")
        case .promoOpens, .promoClicks: ReportThing("promos", name: "title")
        }
    }

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
    /// Counts what somebody did with a promo for the first time, of it and of its channels.
    func count(
        _ measure: PartnersMeasure,
        _ ofChannels: PartnersMeasure,
        of promo: PromoRecord
    ) {
        transaction.count(measure, of: promo.id, at: promo.partner)
        for channel in promo.channels {
            transaction.count(ofChannels, of: channel, at: promo.partner)
        }
    }
}
