import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension CreatePromo: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Promo {
        let partner = try context.activePartner()
        let terms = try PromoRules.read(
            request.terms,
            of: partner.id,
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
        return try context.create(
            PromoRecord(terms, id: context.newID(), of: partner, at: context.now)
        ).promo(in: context.database)
    }
}
