package import Contract
package import ServiceKit

extension PublishCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        try context.step(.publish, request.couponId, version: request.version)
    }
}
