import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension ListMyPartners: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<MyPartner> {
        var list = ListQuery(of: StandingRecord.self, by: "name_key", "id")
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("present_status", request.status)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: StandingRecord.self) { record in
            record.myPartner(try PartnershipRecord.find(record.id, in: context.database))
        }
    }
}
