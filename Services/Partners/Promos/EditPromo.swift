package import OctopusPartnersContract
package import OctopusServiceKit

extension EditPromo: CommandHandler {
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
        let record = try context.edit(
            PromoRecord.self,
            request.promoId,
            of: partner.id,
            version: request.version
        ) { record in
            // What was asked for, approved or shown stays as it was.
            guard record.status == .draft else {
                throw Refusal(.wrongState, "It is \(record.status.rawValue); it must be draft.")
            }
            record.take(fields)
        }
        try context.claimFiles(of: record)
        return try record.promo(in: context.database)
    }
}
