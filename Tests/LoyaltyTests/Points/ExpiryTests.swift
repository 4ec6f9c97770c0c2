import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct ExpiryTests {
    @Test func `points expire at the end of the tenant's day, booked or not`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let award = try await owner.award(5, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        let ana = house.endUser(house.ana)
        let expiresAt = try #require(award.expiresAt)
        // 1 March 2026, 09:00 in Zagreb; the next day ends at 23:00 UTC.
        #expect(expiresAt.milliseconds - house.clock.now.milliseconds == 39 * 3_600_000)

        house.clock.advance(by: .milliseconds(39 * 3_600_000 - 1))
        #expect(try await ana.call(GetWallet.self, .init()).balances.map(\.amount) == [5])
        house.clock.advance(by: .milliseconds(1))
        #expect(try await ana.call(GetWallet.self, .init()).balances.isEmpty)
        try await ana.refused(.insufficientPoints, GetCouponForPoints.self, .init(couponId: coupon))
        #expect(try await owner.award(1, of: type, to: house.ana).balance == 1)
        try await house.expectBalanced()
    }

    @Test func `expiry is booked once, in slices, whenever the job comes`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        for _ in 0..<450 { try await owner.award(1, of: type, to: house.ana) }
        let lasting = try await owner.newPointType("stamp")
        try await owner.award(3, of: lasting, to: house.ana)
        try await house.instance.jobs.runDue()
        house.clock.advance(by: .seconds(3 * 86_400))
        try await house.instance.jobs.runDue()
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.expired == 450)
        #expect(totals.held == 0)
        #expect(totals.isBalanced)
        #expect(try await house.events(PointsExpired.self).count == 450)

        house.clock.advance(by: .seconds(86_400))
        try await house.instance.jobs.runDue()
        #expect(try await house.events(PointsExpired.self).count == 450)
        let balances = try await owner.call(ListBalances.self, .init(endUserId: house.ana))
        #expect(balances.items.map(\.amount) == [3])
        try await house.expectBalanced()
    }

    @Test func `an edited validity holds for new points only`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let before = try await owner.award(5, of: type, to: house.ana)
        try await owner.call(
            EditPointType.self,
            .init(pointTypeId: type, version: 1, name: "banana", validity: .months(1))
        )
        let after = try await owner.award(5, of: type, to: house.ana)
        let balances = try await owner.call(ListBalances.self, .init(endUserId: house.ana)).items
        let first = try #require(before.expiresAt)
        #expect(try #require(after.expiresAt) > first)
        #expect(balances[0].nextExpiry == NextExpiry(amount: 5, expiresAt: first))
    }

    @Test func `the days are the tenant's own`() async throws {
        let house = try await House()
        let zagreb = house.operatorOf()
        let newYork = house.operatorOf(house.broker, of: house.bank)
        let banana = try await zagreb.newPointType(validity: .days(1))
        let cent = try await newYork.newPointType("cent", validity: .days(1))
        let here = try await zagreb.award(1, of: banana, to: house.ana).expiresAt
        let there = try await newYork.award(1, of: cent, to: house.cleo).expiresAt
        // Zagreb is six hours ahead.
        #expect(there == here?.adding(.seconds(6 * 3600)))
    }
}
