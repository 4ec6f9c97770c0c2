package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListPointTypes: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.of(request.limit)
        let (rows, hasMore) = try PointTypeRecord.list(
            request,
            of: context.caller.requirePartner(),
            limit: limit + 1,
            in: context.database
        ).page(limit)
        return Reply(pointTypes: rows.map(\.pointType), next: hasMore ? rows.last?.id : nil)
    }
}
