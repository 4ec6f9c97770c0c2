import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct LimitedPackageTests {
    private func tell(
        _ house: House,
        _ coupon: CouponID,
        _ status: CouponStatus,
        version: Int64
    ) async throws {
        try await house.tell(
            CouponChanged(
                id: coupon,
                version: version,
                status: status,
                terms: CouponTerms(title: "Coffee")
            ),
            of: house.mall,
            partner: house.cafe
        )
    }

    private func coupon(_ house: House) -> CouponID {
        CouponID(house.ids.uuid(at: house.clock.now))
    }

    @Test func `a smaller package is refused with each limit, the use and what to do`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let coupons = (0..<4).map { _ in coupon(house) }
        for coupon in coupons { try await tell(house, coupon, .published, version: 1) }
        let operating = UserChanged(
            id: UserID(house.ids.uuid(at: house.clock.now)),
            version: 1,
            status: .active,
            isOwner: false,
            hasSecondFactor: false,
            chatOperator: .normal
        )
        try await house.tell(operating, of: house.cafe, "ben@cafe.example")
        let small = try await desk.newPackage(
            "Small",
            limits: PackageLimits(activeCoupons: 3, channels: 1, chatOperators: 0)
        )
        let refused = try await cafe.refused(
            .aboveLimits,
            RequestPackage.self,
            .init(packageId: small.id)
        )
        #expect(refused.violations.map(\.path) == ["activeCoupons", "chatOperators"])
        #expect(
            refused.violations[0].message
                == "4 coupons are published, and the package gives 3: pause or archive 1 first."
        )
        // The partner obeys.
        try await tell(house, coupons[0], .archived, version: 2)
        try await house.tell(
            UserChanged(
                id: operating.id,
                version: 2,
                status: .deleted,
                isOwner: false,
                hasSecondFactor: false
            ),
            of: house.cafe,
            "ben@cafe.example"
        )
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        await house.close()
    }

    @Test func `the use is looked at again when it is approved`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage("Small", limits: PackageLimits(activeCoupons: 0))
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        let grown = coupon(house)
        try await tell(house, grown, .published, version: 1)
        try await desk.refused(.aboveLimits, ApproveRequest.self, .init(requestId: asked.id))
        let own = try await cafe.call(ListOwnRequests.self, .init()).items
        #expect(own.map(\.status) == [.pending])
        #expect(try await cafe.call(GetMyAccount.self, .init()).package == nil)
        #expect(try await house.mails().isEmpty)
        try await tell(house, grown, .paused, version: 2)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        await house.close()
    }
}
