package import OctopusPartnersContract
package import OctopusServiceKit

extension ListAddOns: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<AddOn> {
        var list = ListQuery(of: AddOnRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", request.status)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: AddOnRecord.self, \.addOn)
    }
}

extension ListOfferedAddOns: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<AddOn> {
        var list = ListQuery(of: AddOnRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", OfferStatus.available)
        return try page(list, of: request, in: context, as: AddOnRecord.self, \.addOn)
    }
}
