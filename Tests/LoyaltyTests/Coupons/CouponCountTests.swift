import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct CouponCountTests {
    private func told(_ house: House) async throws -> [[Int64]] {
        try await house.events(CouponUsesCounted.self).map { [$0.version, $0.issued, $0.redeemed] }
    }

    private func redeem(
        _ issued: IssuedCouponID,
        _ house: House,
        times: Int64 = 1
    ) async throws {
        let code = try await house.endUser(house.ana).codes(of: issued).signed.text
        _ = try await house.operatorOf().redeem(scanning: code, times: times)
    }

    @Test func `what happens within a minute is told at once, and nothing twice`() async throws {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        try await house.instance.jobs.runDue()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", redeemableTimes: 10))
        let first = try await ana.get(coupon).issuedCoupon.id
        house.pass(.seconds(30))
        _ = try await ana.get(coupon)
        try await redeem(first, house, times: 3)
        try await house.instance.jobs.runDue()
        #expect(try await told(house).isEmpty)
        house.pass(.seconds(30))
        try await house.instance.jobs.runDue()
        #expect(try await told(house) == [[1, 2, 3]])
        house.pass(.seconds(3600))
        try await house.instance.jobs.runDue()
        #expect(try await told(house) == [[1, 2, 3]])
        // What is undone is counted back.
        try await redeem(first, house)
        let undo = UndoRedemption.Request(issuedCouponId: first, use: 2)
        try await owner.refused(
            .notFound,
            UndoRedemption.self,
            .init(issuedCouponId: first, use: 9)
        )
        try await owner.call(UndoRedemption.self, undo)
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await told(house) == [[1, 2, 3], [2, 2, 3]])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `what was not told before a restart is told after it`() async throws {
        let house = try await House()
        let coupon = try await house.operatorOf().newCoupon(CouponTerms(title: "Coffee"))
        try await redeem(house.endUser(house.ana).get(coupon).issuedCoupon.id, house)
        let again = try await House(restarting: house)
        again.pass(.seconds(60))
        try await again.instance.jobs.runDue()
        let event = try #require(try await again.events(CouponUsesCounted.self).last)
        #expect(event == CouponUsesCounted(id: coupon, version: 1, issued: 1, redeemed: 1))
        await again.close()
    }

    @Test func `many coupons are each told once`() async throws {
        let house = try await House()
        let count = CouponUseRecord.slice + 50
        try await house.store(count, named: "Coffee")
        let ana = house.endUser(house.ana)
        var after: PageCursor?
        repeat {
            let page = try await ana.call(ListGettable.self, .init(after: after, limit: 100))
            for offer in page.items { _ = try await ana.get(offer.couponId) }
            after = page.next
        } while after != nil
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        let events = try await house.events(CouponUsesCounted.self)
        #expect(events.count == count && Set(events.map(\.id)).count == count)
        #expect(events.allSatisfy { $0.issued == 1 && $0.redeemed == 0 && $0.version == 1 })
        await house.close()
    }

    @Test func `coupons that an older program issued are counted, too`() async throws {
        // A step of the schema looks through tables.
        let house = try await House(LoyaltyService.definition, WorldOptions(seed: 1))
        try await house.settle()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", redeemableTimes: 4))
        let first = try await ana.get(coupon).issuedCoupon.id
        _ = try await ana.get(coupon)
        try await redeem(first, house, times: 3)
        // The migration's own words, on a table that has nothing yet.
        let step = try #require(LoyaltyMigrations.set.migrations.last { $0.name.hasPrefix("V022") })
        let backfill = try #require(step.sql.firstRange(of: "INSERT INTO coupon_uses"))
        let statement = String(step.sql[backfill.lowerBound...])
        try await house.instance.store.write { transaction in
            try transaction.database.execute(sql: "DELETE FROM coupon_uses")
            try transaction.database.execute(sql: statement)
        }
        try await house.expectBalanced()
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await told(house) == [[1, 2, 3]])
        await house.close()
    }
}
