import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct PublishedLimitTests {
    private func draft(_ owner: Somebody, _ title: String) async throws -> Coupon {
        try await owner.call(CreateCoupon.self, .init(terms: CouponTerms(title: title)))
    }

    @Test func `no more coupons are published than the package gives`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        try await house.entitle(activeCoupons: 2, version: 1)
        let first = try await owner.newCoupon(CouponTerms(title: "1"))
        _ = try await owner.newCoupon(CouponTerms(title: "2"))
        let third = try await draft(owner, "3")
        let refused = try await owner.refused(
            .packageLimit,
            PublishCoupon.self,
            .init(couponId: third.id, version: 1)
        )
        #expect(refused.violations.map(\.path) == ["activeCoupons"])
        #expect(
            refused.violations.map(\.message) == [
                "2 coupons are published, and the package gives 2: pause or archive 1 first."
            ]
        )
        // Drafts are as many as one likes; one that is paused makes room, for itself too.
        let paused = try await owner.call(PauseCoupon.self, .init(couponId: first, version: 2))
        _ = try await owner.call(PublishCoupon.self, .init(couponId: third.id, version: 1))
        try await owner.refused(
            .packageLimit,
            PublishCoupon.self,
            .init(couponId: first, version: paused.version)
        )
        // Other partners have their own.
        _ = try await house.operatorOf(house.bakery).newCoupon(CouponTerms(title: "Bun"))
        try await house.entitle(activeCoupons: 3, version: 2)
        _ = try await owner.call(
            PublishCoupon.self,
            .init(couponId: first, version: paused.version)
        )
        await house.close()
    }

    @Test func `of many who publish at once as many succeed as there is room for`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        try await house.entitle(activeCoupons: 3, version: 1)
        var drafts: [Coupon] = []
        for number in 1...12 { drafts.append(try await draft(owner, "\(number)")) }
        let published = try await withThrowingTaskGroup(of: Bool.self) { group in
            for draft in drafts {
                group.addTask {
                    do {
                        _ = try await owner.call(
                            PublishCoupon.self,
                            .init(couponId: draft.id, version: 1)
                        )
                        return true
                    } catch let refused as CallRefused
                        where refused.reason == Reason.packageLimit.word
                    {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(published == 3)
        #expect(try await house.coupons().values.count { $0 == .published } == 3)
        await house.close()
    }

    @Test func `while a smaller package is asked for, its limit holds`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        try await house.entitle(activeCoupons: 10, version: 1)
        for number in 1...3 { _ = try await owner.newCoupon(CouponTerms(title: "\(number)")) }
        let fourth = try await draft(owner, "4")
        try await house.entitle(activeCoupons: 10, asked: 3, version: 2)
        let publish = CouponVersion(couponId: fourth.id, version: 1)
        let refused = try await owner.refused(.packageLimit, PublishCoupon.self, publish)
        #expect(refused.message.contains("what was asked for gives 3"))
        // Told late or twice: an older state changes nothing.
        try await house.entitle(activeCoupons: 10, version: 1)
        try await owner.refused(.packageLimit, PublishCoupon.self, publish)
        // Cancelled or rejected.
        try await house.entitle(activeCoupons: 10, version: 3)
        _ = try await owner.call(PublishCoupon.self, publish)
        // Asked for and approved over four that are published: nothing more becomes active.
        try await house.entitle(activeCoupons: 3, version: 5)
        let fifth = try await draft(owner, "5")
        let above = try await owner.refused(
            .packageLimit,
            PublishCoupon.self,
            .init(couponId: fifth.id, version: 1)
        )
        #expect(above.message.contains("4 coupons are published, and the package gives 3"))
        #expect(above.message.contains("pause or archive 2 first"))
        #expect(try await house.coupons().values.count { $0 == .published } == 4)
        await house.close()
    }
}
