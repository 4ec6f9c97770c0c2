package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListPointTypes: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<PointType> {
        var fields = FieldRules()
        fields.instant(request.createdFromAt, "createdFromAt")
        fields.instant(request.createdToAt, "createdToAt")
        try fields.check()
        var list = ListQuery(of: PointTypeRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter(
            "status",
            request.includeRetired == true ? nil : PointTypeStatus.active
        )
        list.filter("created_at", from: request.createdFromAt, to: request.createdToAt)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: PointTypeRecord.self, \.pointType)
    }
}
