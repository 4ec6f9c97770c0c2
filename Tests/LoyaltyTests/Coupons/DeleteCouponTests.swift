import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct DeleteCouponTests {
    private func titles(_ owner: Somebody) async throws -> [String] {
        try await owner.call(ListCoupons.self, .init()).items.map(\.terms.title)
    }

    @Test func `a draft goes, once, and is in no list`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let draft = try await owner.call(CreateCoupon.self, .init(terms: .init(title: "Tea")))
        _ = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let version = CouponVersion(couponId: draft.id, version: 1)
        try await owner.call(DeleteCoupon.self, version)
        #expect(try await titles(owner) == ["Coffee"])
        let archived = try await owner.call(ListCoupons.self, .init(status: .archived))
        #expect(archived.items.isEmpty)
        let told = try #require(
            try await house.events(CouponChanged.self).last { $0.id == draft.id }
        )
        #expect(told.isDeleted == true && told.status == .archived && told.version == 2)
        try await owner.refused(.stale, DeleteCoupon.self, version)
        let again = CouponVersion(couponId: draft.id, version: 2)
        try await owner.refused(.wrongState, DeleteCoupon.self, again)
        try await owner.refused(.wrongState, PublishCoupon.self, again)
        try await owner.refused(
            .wrongState,
            EditCoupon.self,
            .init(couponId: draft.id, version: 2, terms: .init(title: "Tea"))
        )
        await house.close()
    }

    @Test func `an archived one goes when nobody holds it, and its title stays in histories`()
        async throws
    {
        let house = try await House()
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await owner.newPointType()
        try await owner.award(9, of: type, to: house.ana)
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 2))
        )
        let (used, held) = (
            try await ana.get(coupon).issuedCoupon.id, try await ana.get(coupon).issuedCoupon.id
        )
        _ = try await owner.redeem(scanning: ana.codes(of: used).signed.text)
        let published = CouponVersion(couponId: coupon, version: 2)
        try await owner.refused(.wrongState, DeleteCoupon.self, published)
        try await owner.call(ArchiveCoupon.self, .init(couponId: coupon, version: 2))
        let archived = CouponVersion(couponId: coupon, version: 3)
        try await owner.refused(.couponHeld, DeleteCoupon.self, archived)
        try await owner.call(RevokeIssuedCoupon.self, .init(issuedCouponId: held, refund: true))
        try await owner.call(DeleteCoupon.self, archived)
        #expect(try await titles(owner).isEmpty)
        let history = try await ana.call(ListHistory.self, .init()).items
        #expect(history.map(\.couponTitle) == ["Coffee", "Coffee", "Coffee", nil])
        let report = try await owner.call(
            ReadLoyaltyReport.self,
            .init(
                measures: [.couponsRedeemed],
                from: "2026-03-01",
                until: "2026-03-02",
                step: .day,
                byThing: true
            )
        )
        #expect(report.rows.map(\.name) == ["Coffee"])
        try await house.expectBalanced()
        await house.close()
    }

    /// Whether the job that books it has come or not.
    @Test(arguments: [false, true])
    func `who has one that is past its time holds none`(isBooked: Bool) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", validDays: 1))
        _ = try await house.endUser(house.ana).get(coupon)
        try await owner.call(ArchiveCoupon.self, .init(couponId: coupon, version: 2))
        let archived = CouponVersion(couponId: coupon, version: 3)
        try await owner.refused(.couponHeld, DeleteCoupon.self, archived)
        house.pass(.seconds(2 * 86_400))
        if isBooked { try await house.instance.jobs.runDue() }
        try await owner.call(DeleteCoupon.self, archived)
        try await house.instance.jobs.runDue()
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `it makes room for another`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        try await house.store(CouponRules.largestCount, named: "Tea", .draft)
        let request = CreateCoupon.Request(terms: CouponTerms(title: "Coffee"))
        try await owner.refused(.tooMany, CreateCoupon.self, request)
        let draft = try await owner.call(ListCoupons.self, .init(limit: 1)).items[0]
        try await owner.call(
            DeleteCoupon.self,
            .init(couponId: draft.id, version: draft.version)
        )
        _ = try await owner.call(CreateCoupon.self, request)
        await house.close()
    }

    @Test func `it wants all rights, the partner's own coupon, and the package`() async throws {
        let house = try await House()
        try await house.entitle(version: 1)
        let owner = house.operatorOf()
        let draft = try await owner.call(CreateCoupon.self, .init(terms: .init(title: "Tea")))
        let deleted = try await owner.call(CreateCoupon.self, .init(terms: .init(title: "Bun")))
        try await owner.call(DeleteCoupon.self, .init(couponId: deleted.id, version: 1))
        let version = CouponVersion(couponId: draft.id, version: 1)
        let updater = house.operatorOf(levels: [.coupons: .update])
        try await updater.refused(.denied, DeleteCoupon.self, version)
        try await house.operatorOf(house.bakery).refused(.notFound, DeleteCoupon.self, version)
        try await house.entitle([.points], version: 2)
        try await owner.refused(.notInPackage, DeleteCoupon.self, version)
        try await house.instance.jobs.runDue()
        // The package is back, and the coupon on its way.
        try await house.entitle(version: 3)
        try await owner.refused(
            .wrongState,
            DeleteCoupon.self,
            .init(couponId: draft.id, version: 2)
        )
        try await house.instance.jobs.runDue()
        // What was deleted does not come back.
        #expect(try await house.coupons() == ["Tea": .draft, "Bun": .archived])
        #expect(try await titles(owner) == ["Tea"])
        await house.close()
    }
}
