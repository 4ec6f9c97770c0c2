package import OctopusPartnersContract
package import OctopusServiceKit

extension CreatePackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Package {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        let terms = try OfferRules.read(request.terms, of: tenant, &fields, in: context.database)
        try fields.check()
        try OfferRules.demandRoom(in: PackageRecord.databaseTableName, of: tenant, context.database)
        return try context.create(
            PackageRecord(terms, id: context.newID(), of: tenant, at: context.now)
        ).package
    }
}
