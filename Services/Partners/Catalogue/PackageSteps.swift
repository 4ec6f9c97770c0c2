package import OctopusPartnersContract
package import OctopusServiceKit

/// What can be done with a package, and what becomes of it.
private let steps = Steps<OfferStatus>(
    .by(RetirePackage.self, from: .available, to: .retired),
    .by(OfferPackage.self, from: .retired, to: .available)
)

/// A method that takes one of the steps, and does nothing else.
package protocol PackageStep: CommandHandler
where Request == PackageVersion, Reply == Package, Environment == PartnersEnvironment {}

extension PackageStep {
    package static func run(
        _ request: PackageVersion,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Package {
        try context.edit(
            PackageRecord.self,
            request.packageId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
            // Partners that come to be can't be given what is not offered.
            if record.status == .retired { record.isDefault = false }
        }.package
    }
}

extension RetirePackage: PackageStep {}
extension OfferPackage: PackageStep {}
