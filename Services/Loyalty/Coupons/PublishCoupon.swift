package import OctopusLoyaltyContract
package import OctopusServiceKit

extension PublishCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        try context.step(.publish, request.couponId, version: request.version)
    }
}
