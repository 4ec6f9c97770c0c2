import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct GetCouponTests {
    @Test func `points go and the coupon comes, the first to expire first`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let lasting = try await owner.newPointType()
        let ana = house.endUser(house.ana)
        let old = try await owner.award(3, of: lasting, to: house.ana)
        try await owner.call(
            EditPointType.self,
            .init(pointTypeId: lasting, version: 1, name: "banana", validity: .days(9))
        )
        let soon = try await owner.award(3, of: lasting, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: lasting, amount: 5))
        )
        let got = try await ana.get(coupon)
        #expect(got.paid == CouponPrice(pointTypeId: lasting, amount: 5))
        #expect(got.balance == 1)
        let spent = try await owner.call(ListLedger.self, .init()).items
            .filter { $0.kind == .spend }
        #expect(spent.map(\.awardId) == [old.awardId, soon.awardId])
        #expect(spent.map(\.amount) == [2, 3])
        #expect(spent.allSatisfy { $0.issuedCouponId == got.issuedCoupon.id })
        #expect(spent.allSatisfy { $0.actor.kind == .endUser })
        #expect(try await house.events(PointsSpent.self).map(\.amount) == [5])
        #expect(try await house.events(CouponIssued.self).count == 1)
        try await house.expectBalanced()
    }

    @Test func `too few points change nothing, not even the stock`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(4, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(
                title: "Coffee",
                price: CouponPrice(pointTypeId: type, amount: 5),
                stock: 1
            )
        )
        let ana = house.endUser(house.ana)
        try await ana.refused(.insufficientPoints, GetCouponForPoints.self, .init(couponId: coupon))
        let offer = try await ana.call(ListGettable.self, .init()).items[0]
        #expect(offer.missing == 1)
        #expect(offer.pointTypeName == "banana")
        #expect(offer.left == 1)
        #expect(!offer.canGet)
        try await owner.award(1, of: type, to: house.ana)
        #expect(try await ana.call(ListGettable.self, .init()).items[0].canGet)
        _ = try await ana.get(coupon)
        try await house.expectBalanced()
    }

    @Test func `of many who want the last one at once exactly one gets it`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", stock: 3))
        let people = [house.endUser(house.ana), house.endUser(house.ben)]
        let outcomes = await withTaskGroup(of: String.self) { group in
            for turn in 0..<24 {
                group.addTask {
                    do {
                        _ = try await people[turn % 2].get(coupon)
                        return "got"
                    } catch {
                        return (error as? CallRefused)?.reason ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == ["got": 3, Reason.soldOut.word: 21])
        try await house.expectBalanced()
    }

    @Test func `points are not spent twice at once`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(10, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 4))
        )
        let ana = house.endUser(house.ana)
        let got = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? await ana.get(coupon)) == nil ? 0 : 1 }
            }
            return await group.reduce(0, +)
        }
        #expect(got == 2)
        #expect(try await ana.call(GetWallet.self, .init()).balances.map(\.amount) == [2])
        try await house.expectBalanced()
    }

    @Test func `the same key gets one coupon, however often it is asked`() async throws {
        let house = try await House()
        let coupon = try await house.operatorOf().newCoupon(CouponTerms(title: "Coffee"))
        let ana = house.endUser(house.ana)
        let key = house.ids.uuid(at: house.clock.now)
        let request = GetCouponForPoints.Request(couponId: coupon)
        let first = try await ana.call(GetCouponForPoints.self, request, key: key)
        #expect(try await ana.call(GetCouponForPoints.self, request, key: key) == first)
        #expect(try await ana.call(GetWallet.self, .init()).coupons.count == 1)
        try await house.expectBalanced()
    }

    @Test func `the limit is each one's own, and a revoked one does not count`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", limitPerUser: 1))
        let ana = house.endUser(house.ana)
        let got = try await ana.get(coupon)
        try await ana.refused(.limitReached, GetCouponForPoints.self, .init(couponId: coupon))
        _ = try await house.endUser(house.ben).get(coupon)
        try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: got.issuedCoupon.id)
        )
        _ = try await ana.get(coupon)
    }

    @Test func `only what is published, in its time, of an active partner, is had`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let draft = try await owner.call(CreateCoupon.self, .init(terms: .init(title: "a"))).id
        let request = GetCouponForPoints.Request(couponId: draft)
        try await ana.refused(.couponUnavailable, GetCouponForPoints.self, request)
        let window = try await owner.newCoupon(
            CouponTerms(
                title: "b",
                validFromAt: house.clock.now.adding(.seconds(1 * 3600)),
                validToAt: house.clock.now.adding(.seconds(2 * 3600))
            )
        )
        try await ana.refused(.couponUnavailable, GetCouponForPoints.self, .init(couponId: window))
        #expect(try await ana.call(ListGettable.self, .init()).items.isEmpty)
        house.clock.advance(by: .seconds(3600))
        let got = try await ana.get(window)
        #expect(got.issuedCoupon.expiresAt == house.clock.now.adding(.seconds(1 * 3600)))
        house.clock.advance(by: .seconds(3600))
        try await ana.refused(.couponUnavailable, GetCouponForPoints.self, .init(couponId: window))
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        try await ana.refused(.endUserBlocked, GetCouponForPoints.self, .init(couponId: window))
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await ana.refused(.partnerSuspended, GetCouponForPoints.self, .init(couponId: window))
        let cleo = house.endUser(house.cleo, of: house.bank)
        try await cleo.refused(.notFound, GetCouponForPoints.self, .init(couponId: window))
    }

    @Test func `a refund gives the very points back, with the expiry that they had`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(2))
        let award = try await owner.award(5, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 4))
        )
        let ana = house.endUser(house.ana)
        let got = try await ana.get(coupon)
        let request = RevokeIssuedCoupon.Request(
            issuedCouponId: got.issuedCoupon.id,
            refund: true
        )
        #expect(try await owner.call(RevokeIssuedCoupon.self, request).refunded == 4)
        try await owner.refused(.wrongState, RevokeIssuedCoupon.self, request)
        let balance = try await ana.call(GetWallet.self, .init()).balances[0]
        #expect(balance.amount == 5)
        #expect(balance.nextExpiry?.expiresAt == award.expiresAt)
        #expect(balance.nextExpiry?.amount == 5)
        try await house.expectBalanced()
    }
}
