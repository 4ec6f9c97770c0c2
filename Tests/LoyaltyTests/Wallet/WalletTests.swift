import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct WalletTests {
    @Test func `a wallet has all partners' points and coupons of its owner alone`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let bakery = house.operatorOf(house.bakery)
        let banana = try await cafe.newPointType("banana", validity: .days(3))
        let bun = try await bakery.newPointType("bun")
        let award = try await cafe.award(2, of: banana, to: house.ana)
        try await bakery.award(9, of: bun, to: house.ana)
        try await bakery.award(1, of: bun, to: house.ben)
        let coupon = try await bakery.newCoupon(CouponTerms(title: "A bun"))
        let ana = house.endUser(house.ana)
        _ = try await ana.call(
            GetCouponForPoints.self,
            .init(couponId: coupon),
            at: house.bakery
        )
        let wallet = try await ana.call(GetWallet.self, .init())
        #expect(Set(wallet.balances.map(\.pointTypeName)) == ["banana", "bun"])
        let bananas = try #require(wallet.balances.first { $0.pointTypeId == banana })
        #expect(bananas.amount == 2)
        #expect(bananas.nextExpiry?.expiresAt == award.expiresAt)
        #expect(wallet.coupons.map(\.title) == ["A bun"])
        let bens = try await house.endUser(house.ben).call(GetWallet.self, .init())
        #expect(bens.balances.map(\.amount) == [1])
        #expect(bens.coupons.isEmpty)
    }

    @Test func `history tells what came and went, in pages`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(6, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        let ana = house.endUser(house.ana)
        _ = try await ana.get(coupon)
        try await owner.award(1, of: type, to: house.ben)
        let first = try await ana.call(ListHistory.self, .init(limit: 1))
        #expect(first.items.map(\.change) == [-5])
        #expect(first.items[0].couponTitle == "Coffee")
        let second = try await ana.call(ListHistory.self, .init(after: first.next, limit: 1))
        #expect(second.items.map(\.change) == [6])
        #expect(second.next == nil)
    }

    @Test func `a partner sees what an end user has of its own points`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let type = try await cafe.newPointType()
        try await cafe.award(6, of: type, to: house.ana)
        let request = ListBalances.Request(endUserId: house.ana)
        #expect(try await cafe.call(ListBalances.self, request).items.map(\.amount) == [6])
        let bakery = house.operatorOf(house.bakery)
        #expect(try await bakery.call(ListBalances.self, request).items.isEmpty)
        try await cafe.refused(.notFound, ListBalances.self, .init(endUserId: house.cleo))
    }
}
