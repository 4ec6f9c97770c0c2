package import OctopusPartnersContract
package import OctopusServiceKit

extension EditPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Package {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        let terms = try OfferRules.read(request.terms, of: tenant, &fields, in: context.database)
        try fields.check()
        return try context.edit(
            PackageRecord.self,
            request.packageId,
            of: tenant,
            version: request.version
        ) { record in
            guard record.status == .available else { throw Refusal(.offerRetired) }
            record.take(terms)
        }.package
    }
}
