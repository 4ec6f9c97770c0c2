package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ArchiveCoupon: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Coupon {
        try context.step(.archive, request.couponId, version: request.version)
    }
}
