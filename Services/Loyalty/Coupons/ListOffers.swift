import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListOffers: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<ListGettable.Offer> {
        let endUser = try context.caller.requireEndUser()
        let list = FollowedOffers(to: endUser, at: context.now)
        return try page(list, of: request, in: context, within: WalletPage.mostBytes) { row in
            try Offers.offer(row, of: row["partner_name"], to: endUser, context)
        }
    }
}
