import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension CreatePromo: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Promo {
        let partner = try context.activePartner()
        let fields = try PromoFields(
            request.terms,
            of: partner,
            at: context.now,
            in: context.database
        )
        let count = try Int64.one(
            context.database,
            """
            SELECT count(*) FROM promos
            WHERE partner = ? AND status IN ('draft', 'requested', 'scheduled', 'live')
            """,
            [partner.id]
        )
        guard count ?? 0 < PartnersLimits.promos else { throw Refusal(.tooManyPromos) }
        let record = try context.create(
            PromoRecord(fields, id: context.newID(), of: partner, at: context.now)
        )
        try context.claimFiles(of: record)
        return try record.promo(in: context.database)
    }
}
