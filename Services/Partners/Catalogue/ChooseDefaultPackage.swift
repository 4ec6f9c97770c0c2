package import OctopusPartnersContract
package import OctopusServiceKit

extension ChooseDefaultPackage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Package {
        let tenant = try context.caller.requireTenant()
        let chosen = try PackageRecord.find(
            request.packageId,
            of: tenant,
            in: context.database
        )
        guard chosen.version == request.version else { throw Refusal(.stale) }
        guard chosen.status == .available else { throw Refusal(.offerRetired) }
        if chosen.isDefault { return chosen.package }
        if var former = try PackageRecord.ofDefault(of: tenant, in: context.database) {
            former.isDefault = false
            try context.storeNext(of: former)
        }
        let package = try context.edit(
            PackageRecord.self,
            request.packageId,
            of: tenant,
            version: request.version
        ) { $0.isDefault = true }.package
        try context.wake(DefaultPackages.job)
        return package
    }
}
