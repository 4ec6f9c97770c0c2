package import OctopusLoyaltyContract
package import OctopusServiceKit

extension CheckLedger: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let pointType = try PointTypeRecord.find(
            request.pointTypeId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        let totals = try LedgerTotals.of(pointType, in: context.database)
        return Reply(
            issued: -totals.holds(.issued),
            held: totals.holds(.user),
            spent: totals.holds(.spent),
            expired: totals.holds(.expired),
            reversed: totals.holds(.reversed),
            inLots: totals.inLots,
            inBalances: totals.inBalances,
            isBalanced: totals.isBalanced
        )
    }
}
