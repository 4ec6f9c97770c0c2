import OctopusCBOR
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct OutstandingTests {
    private let day = Duration.seconds(86_400)

    /// What the mall is told, as `month: points`.
    private func sheet(
        _ house: House,
        _ endOfDay: String,
        of partner: PartnerID? = nil
    ) async throws -> [String: Int64] {
        let page = try await house.desk().call(
            ListOutstandingPoints.self,
            .init(endOfDay: endOfDay, partnerId: partner)
        )
        let found = page.items.map { ($0.pointTypeName + " " + $0.awardedMonth, $0.points) }
        return Dictionary(found, uniquingKeysWith: +)
    }

    /// The world begins on 1 March 2026 at 09:00 in Zagreb.
    @Test func `what is out is told by month and type, as of any day that is over`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let banana = try await owner.newPointType(validity: .days(40))
        let stamp = try await owner.newPointType("stamp")
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: banana, amount: 6))
        )
        try await owner.award(10, of: banana, to: house.ana)
        let mistake = try await owner.award(3, of: stamp, to: house.ben)
        house.pass(day * 31)
        // 1 April.
        try await owner.award(20, of: banana, to: house.ana)
        let bought = try await house.endUser(house.ana).get(coupon)
        try await owner.call(ReverseAward.self, .init(awardId: mistake.awardId))
        house.pass(day)
        // 2 April: the coffee comes back, and ten days later the first bananas are gone.
        try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: bought.issuedCoupon.id, refund: true)
        )
        house.pass(day * 10)
        try await house.instance.jobs.runDue()
        house.pass(day)
        try await house.instance.jobs.runDue()

        #expect(try await sheet(house, "2026-02-28").isEmpty)
        let march = ["banana 2026-03": 10 as Int64, "stamp 2026-03": 3]
        #expect(try await sheet(house, "2026-03-01") == march)
        #expect(try await sheet(house, "2026-03-31") == march)
        let first = try await sheet(house, "2026-04-01")
        #expect(first == ["banana 2026-03": 4, "banana 2026-04": 20])
        let second = try await sheet(house, "2026-04-02")
        #expect(second == ["banana 2026-03": 10, "banana 2026-04": 20])
        // The last day of March's bananas was 10 April.
        #expect(try await sheet(house, "2026-04-09") == second)
        #expect(try await sheet(house, "2026-04-10") == ["banana 2026-04": 20])
        #expect(try await sheet(house, "2026-04-12") == ["banana 2026-04": 20])
        #expect(try await sheet(house, "2026-04-12", of: house.bakery).isEmpty)
        try await house.expectBalanced()
    }

    @Test func `a day of 23 hours ends at the tenant's midnight`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        // 28 March, 23:30 in Zagreb: the clocks go forward in the night after the next midnight.
        house.pass(day * 27 + .seconds(14 * 3600 + 1800))
        try await owner.award(1, of: type, to: house.ana)
        house.pass(.seconds(3600))
        try await owner.award(2, of: type, to: house.ana)
        // 29 March, 23:30 in summer time.
        house.pass(.seconds(22 * 3600))
        try await owner.award(4, of: type, to: house.ana)
        house.pass(.seconds(1799))
        try await house.instance.jobs.runDue()
        try await house.desk().refused(
            .dayNotCounted,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-03-29")
        )
        house.pass(.seconds(1))
        try await owner.award(8, of: type, to: house.ana)
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-28") == ["banana 2026-03": 1])
        #expect(try await sheet(house, "2026-03-29") == ["banana 2026-03": 7])
    }

    @Test func `a day that is over but not counted is not told`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(1, of: type, to: house.ana)
        house.pass(day)
        try await house.desk().refused(
            .dayNotCounted,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-03-01")
        )
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-01") == ["banana 2026-03": 1])
        try await house.desk().refused(
            .invalid,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-02-29")
        )
    }

    @Test func `what comes back too late is out until it expires again`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 4))
        )
        try await owner.award(10, of: type, to: house.ana)
        let bought = try await house.endUser(house.ana).get(coupon)
        house.pass(day * 3)
        try await house.instance.jobs.runDue()
        // 4 March: the points expired with 2 March.
        try await owner.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: bought.issuedCoupon.id, refund: true)
        )
        house.pass(day)
        try await house.desk().refused(
            .dayNotCounted,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-03-04")
        )
        try await house.instance.jobs.runDue()
        house.pass(day)
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-01") == ["banana 2026-03": 6])
        #expect(try await sheet(house, "2026-03-02").isEmpty)
        #expect(try await sheet(house, "2026-03-04") == ["banana 2026-03": 4])
        #expect(try await sheet(house, "2026-03-05").isEmpty)
        try await house.expectBalanced()
    }

    @Test func `a lot that gets something back before its end is written down is told right`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        try await owner.award(10, of: type, to: house.ana)
        let hold = try await owner.call(
            HoldPoints.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 4, lifeMinutes: 43_200)
        )
        house.pass(day * 3)
        // 4 March: the lot ended with 2 March, and no job has come since.
        try await owner.call(VoidHold.self, .init(holdId: hold.holdId))
        try await house.instance.jobs.runDue()
        house.pass(day * 2)
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-01") == ["banana 2026-03": 10])
        #expect(try await sheet(house, "2026-03-02") == ["banana 2026-03": 4])
        #expect(try await sheet(house, "2026-03-03") == ["banana 2026-03": 4])
        #expect(try await sheet(house, "2026-03-04").isEmpty)
        try await house.expectBalanced()
    }

    @Test func `the age of points stays when the tenant moves to another zone`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        // 1 April, 00:30 in Zagreb, which is still March in New York.
        house.pass(day * 30 + .seconds(14 * 3600 + 1800))
        try await owner.award(5, of: type, to: house.ana)
        try await house.instance.jobs.runDue()
        try await house.tell(
            house.tenant(house.mall, zone: "America/New_York", version: 2),
            of: house.mall
        )
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        _ = try await house.endUser(house.ana).get(coupon)
        house.pass(day * 3)
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-04-02").isEmpty)
    }

    @Test func `a day is not told while its expiries are not counted`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        try await owner.award(5, of: type, to: house.ana)
        // 2 March, 23:59:50: all is counted, and will be again a minute later.
        house.pass(.seconds(39 * 3600 - 10))
        try await house.instance.jobs.runDue()
        // 00:00:30: the points are written down as expired, and not counted yet.
        house.pass(.seconds(40))
        try await house.instance.jobs.wake("expire-lots")
        try await house.instance.jobs.runDue()
        #expect(try await house.events(PointsExpired.self).count == 1)
        try await house.desk().refused(
            .dayNotCounted,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-03-02")
        )
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-02").isEmpty)
    }

    @Test func `slices count each entry once, and agree with the ledger`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        for number in 1...2100 {
            try await owner.award(Int64(number % 7 + 1), of: type, to: house.ana)
        }
        let all = (1...2100).map { Int64($0 % 7 + 1) }.reduce(0, +)
        house.pass(day)
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-01") == ["banana 2026-03": all])
        house.pass(day * 2)
        try await house.instance.jobs.runDue()
        house.pass(.seconds(60))
        try await house.instance.jobs.runDue()
        #expect(try await sheet(house, "2026-03-01") == ["banana 2026-03": all])
        #expect(try await sheet(house, "2026-03-02").isEmpty)
    }

    @Test func `another tenant sees its own alone, and a file says what the list says`()
        async throws
    {
        let house = try await House()
        let type = try await house.operatorOf().newPointType()
        try await house.operatorOf().award(5, of: type, to: house.ana)
        house.pass(day)
        try await house.instance.jobs.runDue()
        let bank = house.desk(of: house.bank)
        let request = ListOutstandingPoints.Request(endOfDay: "2026-02-28")
        #expect(try await bank.call(ListOutstandingPoints.self, request).items.isEmpty)
        try await bank.refused(
            .notFound,
            ListOutstandingPoints.self,
            .init(endOfDay: "2026-02-28", partnerId: house.cafe)
        )
        let desk = house.desk()
        let begun = try await desk.call(
            ExportOutstandingPoints.self,
            .init(endOfDay: "2026-03-01")
        )
        try await house.instance.jobs.runDue()
        let reply = try await desk.call(
            ReadExport.self,
            .init(exportId: begun.exportId, chunk: 0)
        )
        let text = String(decoding: try #require(reply.part).bytes, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        #expect(lines.count == 2 && reply.isLast)
        #expect(lines.last?.hasSuffix("\"banana\",\"2026-03\",5") == true)
    }
}
