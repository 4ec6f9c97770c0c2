import FoundationEssentials
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct CouponPeriodTests {
    private func instant(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    @Test(arguments: [
        // Days of 23 and of 25 hours.
        ("2026-03-29T10:00", CouponPeriod.day, "Europe/Zagreb", "03-28T23:00", "03-29T22:00"),
        ("2026-10-25T12:00", .day, "Europe/Zagreb", "10-24T22:00", "10-25T23:00"),
        // Cairo's summer begins at midnight: that day begins at one.
        ("2026-04-24T10:00", .day, "Africa/Cairo", "04-23T22:00", "04-24T21:00"),
        // A Sunday's last minute, and the Monday's first one, over a change to summer time.
        ("2026-03-29T21:59", .week, "Europe/Zagreb", "03-22T23:00", "03-29T22:00"),
        ("2026-03-29T22:00", .week, "Europe/Zagreb", "03-29T22:00", "04-05T22:00"),
        // The month is the tenant's: it is February in Zagreb, still January in New York.
        ("2026-01-31T23:30", .month, "Europe/Zagreb", "01-31T23:00", "02-28T23:00"),
        ("2026-01-31T23:30", .month, "America/New_York", "01-01T05:00", "02-01T05:00"),
        ("2026-03-31T21:59", .month, "Europe/Zagreb", "02-28T23:00", "03-31T22:00"),
        ("2026-11-15T12:00", .month, "America/New_York", "11-01T04:00", "12-01T05:00"),
    ])
    func `a period is whole days of the tenant's calendar`(
        moment: String,
        period: CouponPeriod,
        zone: String,
        begins: String,
        ends: String
    ) throws {
        let calendar = ExpiryCalendar()
        let expected =
            try instant("2026-\(begins):00Z")..<instant("2026-\(ends):00Z")
        let moment = try instant("\(moment):00Z")
        #expect(calendar.period(period, around: moment, in: zone) == expected)
        // The same from what it remembers, at both of its ends.
        let last = expected.upperBound.adding(milliseconds: -1)
        for inside in [expected.lowerBound, last] {
            #expect(calendar.period(period, around: inside, in: zone) == expected)
        }
        let next = calendar.period(period, around: expected.upperBound, in: zone)
        #expect(next.lowerBound == expected.upperBound)
    }

    @Test func `a week goes over the end of a year, and February has its leap day`() throws {
        let calendar = ExpiryCalendar()
        let newYear = try instant("2027-01-01T12:00:00Z")
        #expect(
            calendar.period(.week, around: newYear, in: "UTC")
                == (try instant("2026-12-28T00:00:00Z")..<instant("2027-01-04T00:00:00Z"))
        )
        let leapDay = try instant("2028-02-29T23:59:59Z")
        #expect(
            calendar.period(.month, around: leapDay, in: "UTC")
                == (try instant("2028-02-01T00:00:00Z")..<instant("2028-03-01T00:00:00Z"))
        )
    }
}

struct PeriodLimitTests {
    private func coupon(
        _ house: House,
        _ times: Int64,
        _ period: CouponPeriod,
        limitPerUser: Int64? = nil
    ) async throws -> CouponID {
        try await house.operatorOf().newCoupon(
            CouponTerms(
                title: "Coffee",
                limitPerUser: limitPerUser,
                limitPerPeriod: PeriodLimit(times: times, period: period)
            )
        )
    }

    private func offer(_ house: House) async throws -> ListGettable.Offer {
        let page = try await house.endUser(house.ana).call(ListGettable.self, .init())
        return try #require(page.items.first)
    }

    /// From the morning of Sunday 1 March in Zagreb.
    @Test(
        arguments: [
            (CouponPeriod.day, 15 * 3600), (.week, 15 * 3600), (.month, (30 * 24 + 14) * 3600),
        ] as [(CouponPeriod, Int64)]
    )
    func `so many and no more, until the period ends`(
        period: CouponPeriod,
        seconds: Int64
    ) async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let coupon = try await coupon(house, 2, period)
        let end = house.clock.now.adding(.seconds(seconds))
        _ = try await ana.get(coupon)
        let one = try await offer(house)
        #expect(one.leftForUser == 1 && one.canGet && one.againAt == nil)
        _ = try await ana.get(coupon)
        let request = GetCouponForPoints.Request(couponId: coupon)
        let refused = try await ana.refused(.limitReached, GetCouponForPoints.self, request)
        #expect(refused.retryAfterMilliseconds == seconds * 1000)
        #expect(
            refused.message == "One end user can have 2 in a \(period.rawValue), and has had 2."
        )
        let none = try await offer(house)
        #expect(none.leftForUser == 0 && !none.canGet && none.againAt == end)
        // The limit is each end user's own.
        _ = try await house.endUser(house.ben).get(coupon)
        house.pass(.milliseconds(seconds * 1000 - 1))
        try await ana.refused(.limitReached, GetCouponForPoints.self, request)
        house.pass(.milliseconds(1))
        #expect(try await offer(house).leftForUser == 2)
        _ = try await ana.get(coupon)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `one that is taken back frees the limit`() async throws {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await coupon(house, 1, .week)
        let issued = try await ana.get(coupon).issuedCoupon.id
        try await ana.refused(.limitReached, GetCouponForPoints.self, .init(couponId: coupon))
        try await owner.call(RevokeIssuedCoupon.self, .init(issuedCouponId: issued))
        #expect(try await offer(house).canGet)
        _ = try await ana.get(coupon)
        await house.close()
    }

    @Test func `what a partner gives counts, and is not offered when it is over`() async throws {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await coupon(house, 1, .day)
        let (first, second) = (try await owner.scan(ana), try await owner.scan(ana))
        #expect(first.coupons.map(\.couponId) == [coupon])
        let gift = Gift.coupon(couponId: coupon)
        try await owner.call(GiveScanned.self, .init(scan: first.scan, give: gift))
        #expect(try await owner.scan(ana).coupons.isEmpty)
        try await owner.refused(
            .limitReached,
            GiveScanned.self,
            .init(scan: second.scan, give: gift)
        )
        try await ana.refused(.limitReached, GetCouponForPoints.self, .init(couponId: coupon))
        house.pass(.seconds(15 * 3600))
        #expect(try await owner.scan(ana).coupons.map(\.couponId) == [coupon])
        await house.close()
    }

    @Test func `a limit for all time ends it, whatever the period`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let coupon = try await coupon(house, 1, .day, limitPerUser: 2)
        _ = try await ana.get(coupon)
        #expect(try await offer(house).againAt != nil)
        house.pass(.seconds(86_400))
        _ = try await ana.get(coupon)
        let over = try await offer(house)
        #expect(over.leftForUser == 0 && over.againAt == nil)
        let request = GetCouponForPoints.Request(couponId: coupon)
        let refused = try await ana.refused(.limitReached, GetCouponForPoints.self, request)
        #expect(refused.retryAfterMilliseconds == nil)
        await house.close()
    }

    @Test func `of many at once so many get one as may`() async throws {
        let house = try await House()
        let coupon = try await coupon(house, 3, .day)
        let got = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                let ana = house.endUser(house.ana)
                group.addTask { (try? await ana.get(coupon)) == nil ? 0 : 1 }
            }
            return await group.reduce(0, +)
        }
        #expect(got == 3)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a limit is at least one`() async throws {
        let house = try await House()
        let refused = try await house.operatorOf().refused(
            .invalid,
            CreateCoupon.self,
            .init(
                terms: CouponTerms(
                    title: "Coffee",
                    limitPerPeriod: PeriodLimit(times: 0, period: .day)
                )
            )
        )
        #expect(refused.violations.map(\.path) == ["terms.limitPerPeriod.times"])
        await house.close()
    }
}
