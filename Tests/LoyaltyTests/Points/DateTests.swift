import FoundationEssentials
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct DateTests {
    private func instant(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    @Test(arguments: [
        ("2026-12-31", "Europe/Zagreb", "2026-12-31T23:00:00Z"),
        ("2026-12-31", "America/New_York", "2027-01-01T05:00:00Z"),
        // The days on which summer begins and ends have 23 and 25 hours.
        ("2026-03-29", "Europe/Zagreb", "2026-03-29T22:00:00Z"),
        ("2026-10-25", "Europe/Zagreb", "2026-10-25T23:00:00Z"),
        // The next day begins at one in Cairo.
        ("2026-04-23", "Africa/Cairo", "2026-04-23T22:00:00Z"),
        ("2028-02-29", "UTC", "2028-03-01T00:00:00Z"),
    ])
    func `a validity until a date ends with that day in the tenant's zone`(
        date: String,
        zone: String,
        end: String
    ) throws {
        let calendar = ExpiryCalendar()
        for start in ["2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z", "2029-01-01T00:00:00Z"] {
            let expiry = calendar.expiry(of: .until(date), from: try instant(start), in: zone)
            #expect(try expiry == instant(end))
        }
    }

    @Test func `points until a date end with it, and then none are given or offered`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .until("2026-03-29"))
        let listed = try await owner.call(ListPointTypes.self, .init()).items
        #expect(listed.map(\.validity) == [.until("2026-03-29")])
        let end = try instant("2026-03-29T22:00:00Z")
        #expect(try await owner.award(5, of: type, to: house.ana).expiresAt == end)
        house.clock.advance(by: .milliseconds(end.milliseconds - house.clock.now.milliseconds - 1))
        #expect(try await owner.award(5, of: type, to: house.ana).balance == 10)
        let ana = house.endUser(house.ana)
        #expect(try await owner.scan(ana).points.map(\.balance) == [10])
        house.clock.advance(by: .milliseconds(1))
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 1)
        try await owner.refused(.validityOver, AwardPoints.self, request)
        try await owner.refused(
            .validityOver,
            RequestAward.self,
            .init(endUserId: house.ana, pointTypeId: type, amount: 1)
        )
        #expect(try await owner.scan(ana).points.isEmpty)
        #expect(try await ana.call(GetWallet.self, .init()).balances.isEmpty)
        // Another date gives them again; what has ended stays ended.
        let edit = EditPointType.Request(
            pointTypeId: type,
            version: 1,
            name: "banana",
            validity: .until("2026-03-30")
        )
        try await owner.call(EditPointType.self, edit)
        #expect(try await owner.award(3, of: type, to: house.ana).balance == 3)
        try await house.expectBalanced()
    }

    @Test
    func
        `a coupon's dates are the tenant's days, from the first one's beginning to the last one's end`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let terms = CouponTerms(
            title: "Coffee",
            validFromDate: "2026-03-29",
            validToDate: "2026-03-29"
        )
        let coupon = try await owner.newCoupon(terms)
        let shown = try await owner.call(ListCoupons.self, .init()).items[0].terms
        let (begin, end) = (
            try instant("2026-03-28T23:00:00Z"), try instant("2026-03-29T22:00:00Z")
        )
        #expect(shown.validFromAt == begin && shown.validToAt == end)
        #expect(shown.validFromDate == "2026-03-29" && shown.validToDate == "2026-03-29")
        let ana = house.endUser(house.ana)
        func wait(until moment: Instant) {
            house.clock.advance(
                by: .milliseconds(moment.milliseconds - house.clock.now.milliseconds)
            )
        }
        wait(until: begin.adding(milliseconds: -1))
        try await ana.refused(
            .couponUnavailable,
            GetCouponForPoints.self,
            .init(couponId: coupon)
        )
        wait(until: begin)
        #expect(try await ana.get(coupon).issuedCoupon.expiresAt == end)
        wait(until: end.adding(milliseconds: -1))
        _ = try await ana.get(coupon)
        wait(until: end)
        try await ana.refused(
            .couponUnavailable,
            GetCouponForPoints.self,
            .init(couponId: coupon)
        )
    }

    @Test func `what was shown can be sent back, and its moment stays in another zone`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let created = try await owner.call(
            CreateCoupon.self,
            .init(terms: CouponTerms(title: "Coffee", validToDate: "2026-12-31"))
        )
        let end = try instant("2026-12-31T23:00:00Z")
        try await house.tell(
            house.tenant(house.mall, zone: "America/New_York", version: 2),
            of: house.mall
        )
        func edit(_ version: Int64, _ terms: CouponTerms) async throws -> CouponTerms {
            try await owner.call(
                EditCoupon.self,
                .init(couponId: created.id, version: version, terms: terms)
            ).terms
        }
        let same = try await edit(1, created.terms)
        #expect(same == created.terms && same.validToAt == end)
        let again = try await edit(2, CouponTerms(title: "Tea", validToDate: "2026-12-31"))
        #expect(again.validToAt == end)
        // Another day is one of the zone that the tenant has now.
        let later = try await edit(3, CouponTerms(title: "Tea", validToDate: "2027-01-01"))
        #expect(try later.validToAt == instant("2027-01-02T05:00:00Z"))
        // A caller that does not know of dates keeps the moment.
        let old = CouponTerms(title: "Tea", validToAt: later.validToAt)
        let kept = try await edit(4, old)
        #expect(kept.validToAt == later.validToAt && kept.validToDate == nil)
    }

    @Test(arguments: [
        (CouponTerms(title: "a", validToDate: "2026-02-29"), "terms.validToDate form"),
        (CouponTerms(title: "a", validToDate: "2026-02-28"), "terms.validToDate range"),
        (CouponTerms(title: "a", validFromDate: "2026/03/29"), "terms.validFromDate form"),
        (CouponTerms(title: "a", validToDate: "2026-3-1"), "terms.validToDate length"),
        (
            CouponTerms(title: "a", validFromDate: "2026-04-02", validToDate: "2026-04-01"),
            "terms.validToDate afterStart"
        ),
        (
            CouponTerms(
                title: "a",
                validToAt: Instant(milliseconds: 1_798_675_200_000),
                validToDate: "2026-12-31"
            ),
            "terms.validToDate exactlyOne"
        ),
    ])
    func `dates that are none, are over, or say something else than the moment are refused`(
        terms: CouponTerms,
        broken: String
    ) async throws {
        let house = try await House()
        let refused = try await house.operatorOf()
            .refused(.invalid, CreateCoupon.self, .init(terms: terms))
        #expect(refused.violations.map { "\($0.path) \($0.rule)" } == [broken])
    }
}
