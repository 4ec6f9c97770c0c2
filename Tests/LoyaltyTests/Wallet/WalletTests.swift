import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
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

    @Test func `coupons are told by their state, with when it ended`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await cafe.newCoupon(CouponTerms(title: "Tea", validDays: 1))
        let lasting = try await cafe.newCoupon(CouponTerms(title: "Cake"))
        let archived = try await cafe.newCoupon(CouponTerms(title: "Bun"))
        func got(_ coupon: CouponID) async throws -> IssuedCouponID {
            try await ana.get(coupon).issuedCoupon.id
        }
        let (redeemed, revoked) = (try await got(coupon), try await got(coupon))
        let (expired, held) = (try await got(coupon), try await got(lasting))
        _ = try await got(archived)
        try await cafe.call(ArchiveCoupon.self, .init(couponId: archived, version: 2))
        house.pass(.seconds(60))
        _ = try await cafe.redeem(scanning: ana.codes(of: redeemed).signed.text)
        try await cafe.call(RevokeIssuedCoupon.self, .init(issuedCouponId: revoked))
        let then = house.clock.now
        house.pass(.seconds(3 * 86_400))
        func list(_ status: IssuedCouponStatus?) async throws -> [IssuedCoupon] {
            try await ana.call(ListOwnCoupons.self, .init(status: status)).items
        }
        #expect(try await list(.held).map(\.id) == [held], "expired, booked or not")
        try await house.instance.jobs.runDue()
        #expect(try await list(nil).map(\.id) == [held])
        let ends = [
            (IssuedCouponStatus.redeemed, redeemed, then), (.revoked, revoked, then),
        ]
        for (status, id, at) in ends {
            let found = try await list(status)
            #expect(found.map(\.id) == [id] && found.map(\.endedAt) == [at])
            #expect(found.map(\.status) == [status])
        }
        let gone = try await list(.expired)
        #expect(gone.map(\.id) == [expired] && gone.first?.endedAt == gone.first?.expiresAt)
        let bens = try await house.endUser(house.ben).call(ListOwnCoupons.self, .init())
        #expect(bens.items.isEmpty)
    }

    @Test func `a balance tells the next coupon, and how many points are missing for it`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await cafe.newPointType()
        func coupon(_ title: String, _ price: Int64, stock: Int64? = nil) async throws -> CouponID {
            try await cafe.newCoupon(
                CouponTerms(
                    title: title,
                    price: CouponPrice(pointTypeId: type, amount: price),
                    stock: stock,
                    limitPerUser: 1
                )
            )
        }
        func next() async throws -> NextCoupon? {
            try await ana.call(GetWallet.self, .init()).balances.first?.nextCoupon
        }
        let tea = try await coupon("Tea", 3)
        let cake = try await coupon("Cake", 5, stock: 1)
        _ = try await coupon("Lunch", 9)
        try await cafe.award(2, of: type, to: house.ana)
        #expect(
            try await next() == NextCoupon(couponId: tea, title: "Tea", price: 3, missing: 1)
        )
        try await cafe.award(1, of: type, to: house.ana)
        #expect(try await next()?.couponId == cake)
        // What is sold out, or what they have had as often as one may, is not ahead of them.
        try await cafe.award(5, of: type, to: house.ben)
        _ = try await house.endUser(house.ben).get(cake)
        _ = try await ana.get(tea)
        #expect(try await next() == nil, "nothing is left of their points")
        try await cafe.award(1, of: type, to: house.ana)
        #expect(try await next()?.missing == 8)
        try await house.entitle([.points], version: 1)
        #expect(try await next() == nil)
        // A partner's people don't read it.
        let seen = try await cafe.call(ListBalances.self, .init(endUserId: house.ana))
        #expect(seen.items.map(\.amount) == [1] && seen.items.first?.nextCoupon == nil)
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
