package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListBalances: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Balance> {
        let endUser = try EndUserRecord.find(
            request.endUserId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard let endUser else { throw Refusal(.notFound) }
        var list = Balances.list(of: endUser.id, at: context.now)
        list.filter("point_types.partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context) {
            try Balances.balance($0, at: context.now, in: context.database)
        }
    }
}
