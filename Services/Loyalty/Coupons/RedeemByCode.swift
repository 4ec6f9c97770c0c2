import OctopusIdentityContract
package import OctopusLoyaltyContract
import GRDB
package import OctopusServiceKit

extension RedeemByCode: CommandHandler {
    /// Every wrong pair gets the same refusal, after the same two look-ups; a right one that has too few uses
    /// left is no guess, and says so.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Redemption {
        let partner = try context.activePartner()
        // A scanner that sent its line end alone has guessed nothing.
        guard !TypedCode.isEmpty(request.code), !TypedCode.isEmpty(request.endUserCode) else {
            throw Refusal(.codeRefused)
        }
        let guesses = try Throttle.guesses(of: context.caller, at: partner.id)
        try guesses.check(in: context.database, at: context.now)
        let held = try CouponCode(typed: request.code).flatMap { code in
            try HeldCoupon.find(
                codeHash: context.environment.couponCodes.hash(code),
                of: partner.id,
                in: context.database
            )
        }
        let endUser = try (try? EndUserCode(request.endUserCode)).flatMap { code in
            try EndUserRecord.find(
                code: code.canonical,
                of: partner.tenant,
                in: context.database
            )
        }
        guard let held, let endUser, endUser.status == .active,
            held.issued.endUser == endUser.id,
            let redemption = try context.redeem(held, request.times ?? 1, by: .code, of: partner)
        else {
            context.countAfterRefusal(guesses)
            throw Refusal(.codeRefused)
        }
        return redemption
    }
}
