package import OctopusPartnersContract
package import OctopusServiceKit

extension SetInvoiceID: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> MyPartner {
        let invoiceId = try request.invoiceId.map { text throws(Refusal) in
            try FieldRules.text(text, "invoiceId", PartnersLimits.invoiceID)
        }
        return try context.edit(
            StandingRecord.self,
            request.partnerId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { $0.invoiceId = invoiceId }
        .myPartner(try PartnershipRecord.find(request.partnerId, in: context.database))
    }
}
