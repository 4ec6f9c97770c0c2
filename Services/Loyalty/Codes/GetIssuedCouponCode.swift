package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetIssuedCouponCode: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let endUser = try context.caller.requireEndUser()
        try EndUserRecord.active(endUser, of: tenant, in: context.database)
        let held = try HeldCoupon.find(
            request.issuedCouponId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        guard let held, held.issued.endUser == endUser else { throw Refusal(.notFound) }
        guard held.isUsable(at: context.now) else { throw Refusal(.wrongState) }
        return try Reply(
            signed: context.makeCode(
                .issuedCoupon,
                held.issued.id.uuid,
                of: tenant,
                until: held.issued.expiresAt ?? .never
            ),
            code: context.environment.couponCodes
                .open(held.issued.sealedCode, of: held.issued.id).description
        )
    }
}
