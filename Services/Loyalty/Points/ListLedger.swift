package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListLedger: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.of(request.limit)
        let (rows, hasMore) = try LedgerRecord.list(
            request,
            of: context.caller.requirePartner(),
            limit: limit + 1,
            in: context.database
        ).page(limit)
        return Reply(entries: Array(rows), next: hasMore ? rows.last?.seq : nil)
    }
}
