package import OctopusPartnersContract
package import OctopusServiceKit

extension RequestAddOns: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> PartnerRequest {
        let partner = try context.activePartner()
        var fields = FieldRules()
        let most = PartnersLimits.addOns
        fields.require(
            most.contains(Int64(request.addOnIds.count)),
            "addOnIds",
            .count,
            "It must be from \(most.lowerBound) to \(most.upperBound) add-ons."
        )
        let description = fields.text(
            request.description,
            "description",
            PartnersLimits.reason
        )
        try fields.check()
        let addOns = try request.addOnIds.map { id in
            try AddOnRecord.find(id, of: partner.tenant, in: context.database)
        }
        guard addOns.allSatisfy({ $0.status == .available }) else { throw Refusal(.offerRetired) }
        return try context.ask(
            .addOns,
            AskedItems(
                title: addOns.map(\.name).joined(separator: ", "),
                items: addOns.map(\.item),
                impressions: addOns.map(\.impressions).reduce(0, +),
                raises: addOns.raises
            ),
            description: description,
            of: partner
        )
    }
}
