package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetWallet: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let (rows, half) = (PageLimit.rows.upperBound, WalletPage.mostBytes / 2)
        let balances = try ListOwnBalances.list(.init(limit: rows), in: context, within: half)
        let coupons = try ListOwnCoupons.list(.init(limit: rows), in: context, within: half)
        return Reply(
            balances: balances.items,
            coupons: coupons.items,
            nextBalances: balances.next,
            nextCoupons: coupons.next
        )
    }
}

/// How large the pages are that an end user's telephone reads.
enum WalletPage {
    /// With all that is around the rows, less than 64 KiB.
    static let mostBytes = 63 * 1024
}
