package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetWallet: ReadHandler {
    private static let mostCoupons = 200

    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let endUser = try context.caller.requireEndUser()
        return Reply(
            balances: try Balances.of(
                endUser,
                partner: nil,
                at: context.now,
                in: context.database
            ),
            coupons: try IssuedCouponRecord.usable(
                by: endUser,
                limit: mostCoupons,
                at: context.now,
                in: context.database
            ).map(\.issuedCoupon)
        )
    }
}
