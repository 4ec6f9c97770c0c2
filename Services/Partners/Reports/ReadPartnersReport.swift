import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension ReadPartnersReport: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> Reply {
        guard let segment = request.segmentId else { return try await context.report(request) }
        return try await context.report(request, of: segment)
    }
}

/// The report is counted before the transaction: that takes up to a second, of a segment's people more.
extension ExportPartnersReport: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> Report<PartnersMeasure> {
        try await context.demandExport()
        guard let segment = request.segmentId else { return try await context.report(request) }
        return try await context.report(request, of: segment)
    }

    package static func run(
        _ request: Request,
        with report: Report<PartnersMeasure>,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(report)
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

    package var isOfPeople: Bool { self != .followersGained && self != .followersLost }

    package var isKeptWhole: Bool { self == .followers }

    package var apartBecause: String? {
        switch self {
        case .followers:
            "Somebody may follow several channels; ask byThing, for one channel, or for all together."
        case .channelPromoOpens:
            "An open counts at each channel of the promo; ask byThing, for one channel, or for promoOpens."
        case .channelPromoClicks:
            "A click counts at each channel of the promo; ask byThing, for one channel, or for promoClicks."
        case .followersGained, .followersLost, .promoOpens, .promoClicks: nil
        }
    }
}

extension Emitting {
    /// Counts that somebody began or ceased to follow a channel, with how many do so now, and how many follow
    /// any of the partner's.
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
        let whole = try Int64.one(
            database,
            "SELECT followers FROM partner_counts WHERE partner = ?",
            [partner]
        )
        transaction.wholeLevel(PartnersMeasure.followers, is: whole ?? 0, at: partner)
    }

    /// Counts what somebody did with a promo for the first time, of it and of its channels; of one for a
    /// segment when there are ten more.
    ///
    /// - Parameters:
    ///   - measure: By promo.
    ///   - ofChannels: By channel.
    ///   - column: Of `promo_counts`, which has it already.
    ///   - promo: The promo.
    /// - Throws: What the database throws.
    func count(
        _ measure: PartnersMeasure,
        _ ofChannels: PartnersMeasure,
        _ column: String,
        of promo: PromoRecord
    ) throws {
        let step = promo.countStep
        let count = try Int64.one(
            database,
            "SELECT \(column) FROM promo_counts WHERE promo = ?",
            [promo.seq]
        )
        guard let count, count % step == 0 else { return }
        transaction.count(measure, step, of: promo.id, at: promo.partner)
        for channel in promo.channels {
            transaction.count(ofChannels, step, of: channel, at: promo.partner)
        }
    }
}
