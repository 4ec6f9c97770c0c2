import GRDB
package import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
import OctopusStore

/// For whom a broadcast is: its segment's rule, nil for all, and how many who agreed to promotions that selects.
package struct CountedAudience: Sendable {
    let rule: SegmentRule?
    let size: Int64
}

/// A broadcast's audience is counted before the transaction: that takes up to a second.
extension SchedulePromo: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> CountedAudience? {
        let partner = try context.caller.requirePartner()
        let audience = try await context.store.read { database -> CountedAudience? in
            let promo = try PromoRecord.find(request.promoId, of: partner, in: database)
            guard promo.version == request.version, promo.status == .draft,
                promo.reach == .everybody
            else { return nil }
            let rule = try promo.segmentRule(in: database)
            // A segment's is counted in slices, below.
            let size = try rule == nil ? promo.agreeing(in: database) : 0
            return CountedAudience(rule: rule, size: size)
        }
        guard let audience, let rule = audience.rule else { return audience }
        let asked = SegmentRule.all([rule, .consents(.inAppMarketing)])
        return CountedAudience(rule: rule, size: try await context.sizes(of: asked).endUsers)
    }

    package static func run(
        _ request: Request,
        with counted: CountedAudience?,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Promo {
        let (partner, database) = (try context.activePartner(), context.database)
        let record = try context.edit(
            PromoRecord.self,
            request.promoId,
            of: partner.id,
            version: request.version
        ) { record in
            let status = try promoSteps.next(by: Self.self, from: record.status)
            // A draft may have waited longer than its time, its segment, or the zone of its days.
            let fields = try PromoFields(record.terms, of: partner, at: context.now, in: database)
            record.take(fields)
            let rule = try record.segmentRule(in: database)
            guard record.reach == .everybody else {
                return record.schedule(as: status, to: rule)
            }
            // The tenant is told the size of what it approves.
            guard let counted, counted.rule == rule else { throw Refusal(.stale) }
            record.schedule(as: .requested, to: rule)
            record.request = try context.askForBroadcast(of: record, partner, counted.size)
        }
        if record.status == .scheduled { try context.wakePromos(at: record.startsAt) }
        return try record.promo(in: database)
    }
}

extension PromoRecord {
    /// The rule that its segment has now.
    fileprivate func segmentRule(in database: Database) throws -> SegmentRule? {
        try segment.map { try SegmentRecord.find($0, of: partner, in: database).rule }
    }

    /// How many end users of its tenant agreed to promotions in the app.
    fileprivate func agreeing(in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT count(*) FROM receivers WHERE tenant = ? AND agrees = 1",
            [tenant]
        ) ?? 0
    }
}
