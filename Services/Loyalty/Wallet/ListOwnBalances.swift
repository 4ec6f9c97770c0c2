package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListOwnBalances: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Balance> {
        try list(request, in: context, within: WalletPage.mostBytes)
    }

    static func list(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>,
        within mostBytes: Int
    ) throws -> Page<Balance> {
        let (endUser, now) = (try context.caller.requireEndUser(), context.now)
        let balances = Balances.list(of: endUser, at: now)
        return try page(balances, of: request, in: context, within: mostBytes) { row in
            try Balances.balance(row, ofCaller: true, at: now, in: context.database)
        }
    }
}
