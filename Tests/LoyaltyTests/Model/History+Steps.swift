import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusLoyalty

// The things that happen in a history.

extension History {
    mutating func step() async throws {
        switch number(1...100) {
        case ...28: try await award()
        case ...42: try await get()
        case ...56: try await hold()
        case ...64: try await post()
        case ...68: try await void()
        case ...72: try await refund()
        case ...79: try await reverse()
        case ...85: try await revoke()
        case ...90: try await redeem()
        case ...96: letTimePass()
        default: try await work()
        }
    }

    private mutating func award() async throws {
        let pick = pick()
        let amount = number(1...9)
        let reply = try await call(
            AwardPoints.self,
            .init(endUserId: pick.key.endUser, pointTypeId: pick.key.type, amount: amount),
            by: pick.clerk
        )
        let end = pick.shop.types[pick.type].validity.map { validity in
            ModelCalendar.end(
                months: Int(validity.months ?? 0),
                days: Int(validity.days ?? 0),
                from: now,
                in: pick.shop.zone
            )
        }
        model.award(reply.awardId, amount, pick.key, until: end)
        let place = shops.firstIndex { $0.partner == pick.shop.partner } ?? 0
        awards.append((pick.key, model.lots(of: pick.key).count - 1, place))
        try same(reply.expiresAt, end, "the end of an award")
        try same(reply.balance, model.balance(pick.key, now), "the balance after an award")
    }

    private mutating func get() async throws {
        let pick = pick()
        let coupon = pick.shop.coupons[pick.type].id
        let request = GetCouponForPoints.Request(couponId: coupon)
        let partner = pick.shop.partner
        guard model.balance(pick.key, now) >= Self.price else {
            return try await refused(
                .insufficientPoints,
                GetCouponForPoints.self,
                request,
                by: pick.customer,
                at: partner
            )
        }
        let reply = try await call(
            GetCouponForPoints.self,
            request,
            by: pick.customer,
            at: partner
        )
        let id = reply.issuedCoupon.id
        let code = try await pick.customer.call(
            GetIssuedCouponCode.self,
            .init(issuedCouponId: id),
            at: partner
        ).code
        model.purchases[id] = Model.Purchase(
            key: pick.key,
            coupon: coupon,
            code: code,
            parts: model.take(Self.price, pick.key, to: .spent, now),
            expiresAt: ModelCalendar.end(
                months: 0,
                days: Self.couponDays,
                from: now,
                in: pick.shop.zone
            )
        )
        issued.append((id, shops.firstIndex { $0.partner == partner } ?? 0))
        try same(reply.balance, model.balance(pick.key, now), "the balance after a coupon")
        try same(reply.issuedCoupon.expiresAt, model.purchases[id]?.expiresAt, "a coupon's end")
    }

    private mutating func hold() async throws {
        let pick = pick()
        let amount = number(1...12)
        let minutes = [1, 15, 600, 4000, 43_200].randomElement(using: &random) ?? 15
        let request = HoldPoints.Request(
            endUserId: pick.key.endUser,
            pointTypeId: pick.key.type,
            amount: amount,
            lifeMinutes: Int64(minutes)
        )
        guard model.balance(pick.key, now) >= amount else {
            return try await refused(
                .insufficientPoints,
                HoldPoints.self,
                request,
                by: pick.clerk
            )
        }
        let reply = try await call(HoldPoints.self, request, by: pick.clerk)
        let parts = model.take(amount, pick.key, to: .held, now)
        let end = now.adding(milliseconds: Int64(minutes) * 60_000)
        model.holds[reply.holdId] = Model.Hold(
            key: pick.key,
            amount: amount,
            parts: parts,
            expiresAt: end
        )
        holds.append((reply.holdId, shops.firstIndex { $0.partner == pick.shop.partner } ?? 0))
        try same(reply.expiresAt, end, "the end of a hold")
        try same(reply.balance, model.balance(pick.key, now), "the balance after a hold")
    }

    private mutating func post() async throws {
        guard let (id, shop) = one(of: holds), let hold = model.holds[id] else { return }
        let amount = isOne(of: 3) ? nil : number(1...(hold.amount + 1))
        let request = PostHold.Request(holdId: id, amount: amount)
        let tooMuch = (amount ?? 0) > hold.amount ? Reason.invalid : nil
        if let reason = model.refusal(of: hold, now) ?? tooMuch {
            return try await refused(reason, PostHold.self, request, by: shops[shop].clerk)
        }
        let reply = try await call(PostHold.self, request, by: shops[shop].clerk)
        let returned = model.end(id, as: .posted, posting: amount ?? hold.amount, now)
        try same(reply.posted, amount ?? hold.amount, "what was posted")
        try same(reply.released, returned.usable, "what a post released")
        try same(reply.expired ?? 0, returned.expired, "what expired of a post")
        try same(reply.balance, model.balance(hold.key, now), "the balance after a post")
    }

    private mutating func void() async throws {
        guard let (id, shop) = one(of: holds), let hold = model.holds[id] else { return }
        let request = VoidHold.Request(holdId: id)
        if let reason = model.refusal(of: hold, now) {
            return try await refused(reason, VoidHold.self, request, by: shops[shop].clerk)
        }
        let reply = try await call(VoidHold.self, request, by: shops[shop].clerk)
        let returned = model.end(id, as: .voided, now)
        try same(reply.released, returned.usable, "what a void released")
        try same(reply.expired ?? 0, returned.expired, "what expired of a void")
        try same(reply.balance, model.balance(hold.key, now), "the balance after a void")
    }

    private mutating func refund() async throws {
        guard let (id, shop) = one(of: holds), let hold = model.holds[id] else { return }
        let request = RefundHold.Request(holdId: id)
        guard hold.status == .posted else {
            return try await refused(.wrongState, RefundHold.self, request, by: shops[shop].clerk)
        }
        let reply = try await call(RefundHold.self, request, by: shops[shop].clerk)
        let returned = model.refund(id, now)
        try same(reply.refunded, returned.usable, "what was refunded of a hold")
        try same(reply.expired ?? 0, returned.expired, "what expired of a refund")
        try same(reply.balance, model.balance(hold.key, now), "the balance after a refund")
    }

    private mutating func reverse() async throws {
        guard let (key, place, shop) = one(of: awards) else { return }
        let policy = ReversalPolicy.allCases.randomElement(using: &random) ?? .remaining
        let id = model.lots(of: key)[place].id
        let request = ReverseAward.Request(awardId: id, policy: policy)
        let (expected, reason) = model.reverse(place, key, policy, now)
        if let reason {
            return try await refused(reason, ReverseAward.self, request, by: shops[shop].clerk)
        }
        let reply = try await call(ReverseAward.self, request, by: shops[shop].clerk)
        try same(
            Model.Reversed(reversed: reply.reversed, owed: reply.owed ?? 0),
            expected ?? Model.Reversed(reversed: 0, owed: 0),
            "what was taken back"
        )
        try same(reply.balance, model.balance(key, now), "the balance after a reversal")
    }
}
