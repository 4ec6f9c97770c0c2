package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit

extension ListImpressionPackages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<ImpressionPackage> {
        var list = ListQuery(of: ImpressionPackageRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", request.status)
        return try page(
            list,
            of: request,
            in: context,
            as: ImpressionPackageRecord.self,
            \.package
        )
    }
}

extension ListOfferedImpressionPackages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<ImpressionPackage> {
        var list = ListQuery(of: ImpressionPackageRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", OfferStatus.available)
        return try page(
            list,
            of: request,
            in: context,
            as: ImpressionPackageRecord.self,
            \.package
        )
    }
}
