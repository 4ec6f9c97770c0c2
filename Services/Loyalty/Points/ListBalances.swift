package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListBalances: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let endUser = try EndUserRecord.find(
            request.endUserId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard let endUser else { throw Refusal(.notFound) }
        return Reply(
            balances: try Balances.of(
                endUser.id,
                partner: context.caller.requirePartner(),
                at: context.now,
                in: context.database
            )
        )
    }
}
