package import OctopusPartnersContract
package import OctopusServiceKit

extension EditPromo: CommandHandler {
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
        return try context.edit(
            PromoRecord.self,
            request.promoId,
            of: partner.id,
            version: request.version
        ) { record in
            // What was asked for, approved or shown stays as it was.
            guard record.status == .draft else {
                throw Refusal(.wrongState, "It is \(record.status.rawValue); it must be draft.")
            }
            record.take(terms)
        }.promo(in: context.database)
    }
}
