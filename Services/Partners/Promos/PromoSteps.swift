import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

/// What its partner can do with a promo, and what becomes of it; the rest is done by time and the tenant.
let promoSteps = Steps<PromoStatus>(
    .by(SchedulePromo.self, from: .draft, to: .scheduled),
    .by(CancelPromo.self, from: .draft, .requested, .scheduled, .live, to: .cancelled)
)

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
            record.become(try promoSteps.next(by: Self.self, from: record.status))
        }
        if isAsked, let id = record.request { try context.takeBack(id, of: partner.tenant) }
        try context.hide(record)
        return try record.promo(in: context.database)
    }
}
