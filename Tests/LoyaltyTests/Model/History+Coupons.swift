import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusLoyalty

extension History {
    mutating func revoke() async throws {
        guard let (id, shop) = one(of: issued), let purchase = model.purchases[id] else { return }
        let isRefunded = !isOne(of: 4)
        let request = RevokeIssuedCoupon.Request(issuedCouponId: id, refund: isRefunded)
        guard model.isUsable(purchase, now), purchase.uses == 0 else {
            return try await refused(
                .wrongState,
                RevokeIssuedCoupon.self,
                request,
                by: shops[shop].clerk
            )
        }
        let reply = try await call(RevokeIssuedCoupon.self, request, by: shops[shop].clerk)
        let returned = model.revoke(id, refund: isRefunded, now)
        try same(reply.refunded, returned.usable, "what was refunded of a coupon")
        try same(reply.expired ?? 0, returned.expired, "what expired of a refund")
    }

    /// Coupons that can be used; of others no code is shown.
    mutating func redeem() async throws {
        guard let (id, shop) = one(of: issued), let purchase = model.purchases[id] else { return }
        let endUser = purchase.key.endUser
        guard model.isUsable(purchase, now) else {
            let holder = shops[shop].customers.first { $0.person.subject == endUser.uuid }
            guard let holder else { return }
            return try await refused(
                .wrongState,
                GetIssuedCouponCode.self,
                .init(issuedCouponId: id),
                by: holder,
                at: shops[shop].partner
            )
        }
        let reply = try await call(
            RedeemByCode.self,
            .init(code: purchase.code, endUserCode: house.code(of: endUser)),
            by: shops[shop].clerk
        )
        let uses = purchase.uses + 1
        model.purchases[id]?.uses = uses
        if uses == Self.uses { model.purchases[id]?.status = .redeemed }
        try same(reply.redemptionsLeft, Self.uses - uses, "the uses that are left")
    }

    /// Minutes, hours, days; or to the very millisecond at which something ends, or the one before.
    mutating func letTimePass() {
        let span: Int64 =
            switch number(1...10) {
            case ...3: number(1...90) * 60_000
            case ...6: number(1...30) * 3_600_000
            case 7: number(1...9) * 86_400_000
            default: nextEnd() - number(0...1)
            }
        last = "\(span) ms pass"
        house.pass(.milliseconds(max(1, span)))
    }

    /// How long it is until something ends that was made lately.
    private mutating func nextEnd() -> Int64 {
        let end =
            if isOne(of: 2), let (id, _) = one(of: holds) {
                model.holds[id]?.expiresAt
            } else if let (key, place, _) = one(of: awards) {
                model.lots(of: key)[place].expiresAt
            } else {
                Instant?.none
            }
        return (end ?? now).milliseconds - now.milliseconds
    }

    mutating func work() async throws {
        switch number(1...3) {
        case 1:
            last = "expire-lots"
            try await run(last)
            model.expireLots(now)
        case 2:
            last = "expire-issued-coupons"
            try await run(last)
            model.expireCoupons(now)
        default:
            last = "expire-holds"
            try await run(last)
            model.expireHolds(now)
        }
    }
}
