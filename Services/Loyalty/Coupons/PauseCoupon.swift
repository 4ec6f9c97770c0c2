package import OctopusLoyaltyContract
package import OctopusServiceKit

extension PauseCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        try context.step(.pause, request.couponId, version: request.version)
    }
}
