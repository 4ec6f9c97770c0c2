import GRDB
package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

extension CreateImpressionPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> ImpressionPackage {
        let tenant = try context.caller.requireTenant()
        let terms = try request.terms.read()
        let count = try Int64.one(
            context.database,
            "SELECT count(*) FROM impression_packages WHERE tenant = ?",
            [tenant]
        )
        guard count ?? 0 < AdvertisingLimits.packages else {
            throw Refusal(.tooManyImpressionPackages)
        }
        return try context.create(
            ImpressionPackageRecord(terms, id: context.newID(), of: tenant, at: context.now)
        ).package
    }
}

extension EditImpressionPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> ImpressionPackage {
        let terms = try request.terms.read()
        return try context.edit(
            ImpressionPackageRecord.self,
            request.impressionPackageId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { record in
            guard record.status == .available else { throw Refusal(.impressionPackageRetired) }
            record.take(terms)
        }.package
    }
}

extension ImpressionPackageTerms {
    /// The terms in their one form.
    fileprivate func read() throws -> ImpressionPackageTerms {
        var fields = FieldRules()
        let name = fields.text(name, "terms.name", AdvertisingLimits.packageName)
        try fields.check()
        return ImpressionPackageTerms(
            name: name,
            impressions: impressions,
            minorUnits: minorUnits
        )
    }
}
