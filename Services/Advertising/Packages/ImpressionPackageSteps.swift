package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit

/// What can be done with a package of impressions, and what becomes of it.
private let steps = Steps<OfferStatus>(
    .by(RetireImpressionPackage.self, from: .available, to: .retired),
    .by(OfferImpressionPackage.self, from: .retired, to: .available)
)

/// A method that takes one of the steps, and does nothing else.
package protocol ImpressionPackageStep: CommandHandler
where
    Request == ImpressionPackageVersion,
    Reply == ImpressionPackage,
    Environment == AdvertisingEnvironment
{}

extension ImpressionPackageStep {
    package static func run(
        _ request: ImpressionPackageVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> ImpressionPackage {
        try context.edit(
            ImpressionPackageRecord.self,
            request.impressionPackageId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
        }.package
    }
}

extension RetireImpressionPackage: ImpressionPackageStep {}
extension OfferImpressionPackage: ImpressionPackageStep {}
