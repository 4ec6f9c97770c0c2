import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PackageRequestTests {
    @Test func `the present package stays in force until another is approved`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage("Small", [.coupons])
        let large = try await desk.newPackage("Large", [.coupons, .chat])
        let first = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: first.id))
        let second = try await cafe.call(RequestPackage.self, .init(packageId: large.id))
        #expect(try await cafe.call(GetMyAccount.self, .init()).package?.name == "Small")
        // Later edits are not what was asked for.
        _ = try await desk.call(
            EditPackage.self,
            .init(packageId: large.id, version: 1, terms: .named("Huge", []))
        )
        _ = try await desk.call(ApproveRequest.self, .init(requestId: second.id))
        let account = try await cafe.call(GetMyAccount.self, .init())
        #expect(account.package?.name == "Large" && account.products == ["coupons", "chat"])
        let told = try await house.events(PartnerEntitlementChanged.self)
        #expect(told.map(\.version) == [1, 2, 3])
        #expect(told.map(\.products) == [["coupons"], ["coupons"], ["coupons", "chat"]])
        #expect(told.map(\.packageId) == [small.id, small.id, large.id])
        await house.close()
    }

    @Test func `one request for a package is open at a time`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage("Small")
        let large = try await desk.newPackage("Large")
        let open = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        try await cafe.refused(.requestOpen, RequestPackage.self, .init(packageId: large.id))
        _ = try await house.operatorOf(house.bakery).call(
            RequestPackage.self,
            .init(packageId: large.id)
        )
        _ = try await cafe.call(CancelRequest.self, .init(requestId: open.id))
        _ = try await cafe.call(RequestPackage.self, .init(packageId: large.id))
        await house.close()
    }

    @Test func `the package that one has is not asked for, unless it gives something else now`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage("Small", [.coupons])
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        try await cafe.refused(.samePackage, RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(
            EditPackage.self,
            .init(packageId: small.id, version: 1, terms: .named("Small", [.coupons, .promos]))
        )
        _ = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        await house.close()
    }

    @Test func `a suspended partner is given nothing, and the request stays open`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage()
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        try await house.suspend(house.cafe)
        try await desk.refused(
            .partnerSuspended,
            ApproveRequest.self,
            .init(requestId: asked.id)
        )
        let pending = try await desk.call(ListPendingRequests.self, .init(desk: .partnership))
        #expect(pending.items.map(\.isActivePartner) == [false])
        #expect(try await house.mails().isEmpty)
        await house.close()
    }

    @Test func `the same products in another order are the same package`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage()
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        let terms = PackageTerms.named(
            "Small",
            [.points, .coupons],
            limits: PackageLimits(activeCoupons: 3)
        )
        _ = try await desk.call(
            EditPackage.self,
            .init(packageId: small.id, version: small.version, terms: terms)
        )
        try await cafe.refused(.samePackage, RequestPackage.self, .init(packageId: small.id))
        await house.close()
    }
}
