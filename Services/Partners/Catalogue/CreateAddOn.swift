package import OctopusPartnersContract
package import OctopusServiceKit

extension CreateAddOn: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> AddOn {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        let terms = try OfferRules.read(request.terms, of: tenant, &fields, in: context.database)
        try fields.check()
        try OfferRules.demandRoom(in: AddOnRecord.databaseTableName, of: tenant, context.database)
        return try context.create(
            AddOnRecord(terms, id: context.newID(), of: tenant, at: context.now)
        ).addOn
    }
}
