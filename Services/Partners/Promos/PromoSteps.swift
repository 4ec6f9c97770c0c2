import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

/// What its partner can do with a promo, and what becomes of it; the rest is done by time and the tenant.
private let steps = Steps<PromoStatus>(
    .by(SchedulePromo.self, from: .draft, to: .scheduled),
    .by(CancelPromo.self, from: .draft, .requested, .scheduled, .live, to: .cancelled)
)

extension SchedulePromo: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Promo {
        let partner = try context.activePartner()
        let record = try context.edit(
            PromoRecord.self,
            request.promoId,
            of: partner.id,
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
            // A draft may have waited longer than its time.
            _ = try PromoRules.read(
                record.terms,
                of: partner.id,
                at: context.now,
                in: context.database
            )
            if record.reach == .everybody {
                record.request = try context.askForBroadcast(of: record, partner)
                record.status = .requested
            }
        }
        if record.status == .scheduled { try context.wakePromos(at: record.startsAt) }
        return try record.promo(in: context.database)
    }
}

extension CancelPromo: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Promo {
        let partner = try context.activePartner()
        var isAsked = false
        let record = try context.edit(
            PromoRecord.self,
            request.promoId,
            of: partner.id,
            version: request.version
        ) { record in
            isAsked = record.status == .requested
            record.status = try steps.next(by: Self.self, from: record.status)
        }
        if isAsked, let id = record.request { try context.takeBack(id, of: partner.tenant) }
        try context.hide(record)
        return try record.promo(in: context.database)
    }
}
