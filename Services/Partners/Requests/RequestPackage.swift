package import OctopusPartnersContract
package import OctopusServiceKit

extension RequestPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> PartnerRequest {
        let partner = try context.activePartner()
        let description = try request.description.map { text throws(Refusal) in
            try FieldRules.text(text, "description", PartnersLimits.reason)
        }
        let package = try PackageRecord.find(
            request.packageId,
            of: partner.tenant,
            in: context.database
        )
        guard package.status == .available else { throw Refusal(.offerRetired) }
        let present = try PartnershipRecord.find(partner.id, in: context.database)
        // The same package again is asked for where it gives something else now.
        if let present, present.package == package.id, present.isSame(as: package.terms) {
            throw Refusal(.samePackage)
        }
        try Uses.demand(package.terms.limits, of: partner.id, in: context.database)
        let asked = try context.ask(
            .packageChange,
            AskedItems(title: package.name, items: [package.item], terms: package.terms),
            description: description,
            of: partner
        )
        try context.ask(for: package.terms.limits, partner.id)
        return asked
    }
}
