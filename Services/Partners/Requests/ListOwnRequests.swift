package import OctopusPartnersContract
package import OctopusServiceKit

extension ListOwnRequests: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<PartnerRequest> {
        var list = ListQuery(of: RequestRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: RequestRecord.self, \.request)
    }
}
