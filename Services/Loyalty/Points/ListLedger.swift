package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListLedger: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<LedgerEntry> {
        let partner = try context.caller.requirePartner()
        // Another partner's point type has no entries here.
        if let type = request.pointTypeId,
            try PointTypeRecord.known(type, of: partner, in: context.database) == nil
        {
            return Page(items: [])
        }
        let list = LedgerRecord.list(of: partner, request.endUserId, request.pointTypeId)
        return try page(list, of: request, in: context, item: LedgerRecord.entry)
    }
}
