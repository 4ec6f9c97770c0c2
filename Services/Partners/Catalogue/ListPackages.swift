package import OctopusPartnersContract
package import OctopusServiceKit

extension ListPackages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Package> {
        var list = ListQuery(of: PackageRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", request.status)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: PackageRecord.self, \.package)
    }
}

extension ListOfferedPackages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Package> {
        var list = ListQuery(of: PackageRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", OfferStatus.available)
        return try page(list, of: request, in: context, as: PackageRecord.self, \.package)
    }
}
