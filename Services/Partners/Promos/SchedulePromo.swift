import GRDB
package import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
import OctopusStore

/// A segment's rule, and how many end users who agreed to promotions it selects.
package struct CountedRule: Sendable {
    let rule: SegmentRule
    let size: Int64
}

/// A broadcast's audience is counted before the transaction: that takes up to a second.
extension SchedulePromo: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> CountedRule? {
        let partner = try context.caller.requirePartner()
        let rule = try await context.store.read { database -> SegmentRule? in
            let promo = try PromoRecord.find(request.promoId, of: partner, in: database)
            guard promo.version == request.version, promo.status == .draft,
                promo.reach == .everybody
            else { return nil }
            return try promo.segmentRule(in: database)
        }
        guard let rule else { return nil }
        let asked = SegmentRule.all([rule, .consents(.inAppMarketing)])
        return CountedRule(rule: rule, size: try await context.sizes(of: asked).endUsers)
    }

    package static func run(
        _ request: Request,
        with counted: CountedRule?,
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
            guard rule == counted?.rule else { throw Refusal(.stale) }
            record.schedule(as: .requested, to: rule)
            record.request = try context.askForBroadcast(of: record, partner, counted?.size)
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
}
