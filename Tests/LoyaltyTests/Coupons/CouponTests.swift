import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct CouponTests {
    @Test func `a coupon is drafted, published, paused, edited and archived`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let draft = try await owner.call(CreateCoupon.self, .init(terms: .init(title: " Coffee ")))
        #expect(draft.status == .draft)
        #expect(draft.terms.title == "Coffee")
        #expect(draft.terms.redeemableTimes == 1)
        let published = try await owner.call(
            PublishCoupon.self,
            .init(couponId: draft.id, version: 1)
        )
        #expect(published.status == .published)
        let paused = try await owner.call(PauseCoupon.self, .init(couponId: draft.id, version: 2))
        #expect(paused.status == .paused)
        let edited = try await owner.call(
            EditCoupon.self,
            .init(couponId: draft.id, version: 3, terms: .init(title: "Tea", stock: 3))
        )
        #expect(edited.terms.title == "Tea")
        #expect(edited.terms.stock == 3)
        try await owner.refused(.stale, ArchiveCoupon.self, .init(couponId: draft.id, version: 3))
        try await owner.call(ArchiveCoupon.self, .init(couponId: draft.id, version: 4))
        try await owner.refused(
            .wrongState,
            PublishCoupon.self,
            .init(couponId: draft.id, version: 5)
        )
        try await owner.refused(
            .wrongState,
            EditCoupon.self,
            .init(couponId: draft.id, version: 5, terms: .init(title: "Tea"))
        )
        let statuses = try await house.events(CouponChanged.self).map(\.status)
        #expect(statuses == [.draft, .published, .paused, .paused, .archived])
    }

    @Test func `a price is in the partner's own points that are still given`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let bakery = house.operatorOf(house.bakery)
        let type = try await owner.newPointType()
        let terms = CouponTerms(title: "Bun", price: CouponPrice(pointTypeId: type, amount: 1))
        try await bakery.refused(.notFound, CreateCoupon.self, .init(terms: terms))
        try await owner.call(RetirePointType.self, .init(pointTypeId: type, version: 1))
        try await owner.refused(.pointTypeRetired, CreateCoupon.self, .init(terms: terms))
        try await owner.refused(
            .invalid,
            CreateCoupon.self,
            .init(terms: .init(title: "", stock: 0))
        )
    }

    @Test func `the list is filtered by status and title, and paged`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coffee = try await owner.newCoupon(.init(title: "Free coffee"))
        let tea = try await owner.call(CreateCoupon.self, .init(terms: .init(title: "Free tea"))).id
        let bun = try await owner.newCoupon(.init(title: "A bun"))
        let free = try await owner.call(ListCoupons.self, .init(search: "FREE"))
        #expect(free.items.map(\.id) == [tea, coffee])
        let published = try await owner.call(ListCoupons.self, .init(status: .published, limit: 1))
        #expect(published.items.map(\.id) == [bun])
        let next = try await owner.call(
            ListCoupons.self,
            .init(status: .published, after: published.next, limit: 1)
        )
        #expect(next.items.map(\.id) == [coffee])
        #expect(next.next == nil)
        #expect(
            try await house.operatorOf(house.bakery).call(ListCoupons.self, .init()).items.isEmpty
        )
    }

    @Test func `the stock can't be less than what was issued`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", stock: 3))
        _ = try await house.endUser(house.ana).get(coupon)
        _ = try await house.endUser(house.ben).get(coupon)
        let less = EditCoupon.Request(
            couponId: coupon,
            version: 2,
            terms: CouponTerms(title: "Coffee", stock: 1)
        )
        let refusal = try await owner.refused(.invalid, EditCoupon.self, less)
        #expect(refusal.violations.map(\.path) == ["terms.stock"])
        let edited = try await owner.call(
            EditCoupon.self,
            .init(couponId: coupon, version: 2, terms: CouponTerms(title: "Coffee", stock: 2))
        )
        #expect(edited.issued == 2)
        try await house.endUser(house.ana).refused(
            .soldOut,
            GetCouponForPoints.self,
            .init(couponId: coupon)
        )
        try await house.expectBalanced()
    }

    @Test func `each step wants its level`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(.init(title: "Coffee"))
        let viewer = house.operatorOf(levels: [.coupons: .view])
        try await viewer.refused(.denied, CreateCoupon.self, .init(terms: .init(title: "a")))
        try await viewer.refused(.denied, PauseCoupon.self, .init(couponId: coupon, version: 2))
        let updater = house.operatorOf(levels: [.coupons: .update])
        try await updater.refused(.denied, ArchiveCoupon.self, .init(couponId: coupon, version: 2))
        try await updater.call(PauseCoupon.self, .init(couponId: coupon, version: 2))
    }
}
