import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PackageTests {
    @Test func `a package is what was typed, and an edit names the version that was read`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage("  Small  ")
        #expect(small.terms.name == "Small")
        #expect(small.terms.price == Price(minorUnits: 1250, currency: "EUR", period: .month))
        #expect(small.terms.limits.activeCoupons == 3)
        #expect(small.version == 1 && small.status == .available && !small.isDefault)
        let edit = EditPackage.Request(
            packageId: small.id,
            version: 1,
            terms: .named("Middle", [.coupons])
        )
        let middle = try await desk.call(EditPackage.self, edit)
        #expect(middle.version == 2 && middle.terms.products == [.coupons])
        try await desk.refused(.stale, EditPackage.self, edit)
        let told = try await house.events(PackageChanged.self)
        #expect(told.map(\.version) == [1, 2])
        await house.close()
    }

    @Test func `all that is wrong with terms is told at once`() async throws {
        let house = try await House()
        let refused = try await house.desk().refused(
            .invalid,
            CreatePackage.self,
            .init(
                terms: .named(
                    "Small",
                    currency: "USD",
                    period: .once,
                    [.coupons, .coupons, .users]
                )
            )
        )
        #expect(
            Set(refused.violations.map(\.path)) == [
                "terms.price.period", "terms.price.currency", "terms.products[1]",
                "terms.products[2]",
            ]
        )
        await house.close()
    }

    @Test func `an available one has its name alone, in whatever case`() async throws {
        let house = try await House()
        let desk = house.desk()
        let first = try await desk.newPackage("Größe")
        try await desk.refused(
            .offerNameTaken,
            CreatePackage.self,
            .init(terms: .named("GROSSE"))
        )
        _ = try await desk.call(RetirePackage.self, .init(packageId: first.id, version: 1))
        _ = try await desk.newPackage("grosse")
        try await desk.refused(
            .offerNameTaken,
            OfferPackage.self,
            .init(packageId: first.id, version: 2)
        )
        await house.close()
    }

    @Test func `what is retired is neither offered nor edited`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage("Small")
        let large = try await desk.newPackage("Large")
        _ = try await desk.call(RetirePackage.self, .init(packageId: small.id, version: 1))
        let offered = try await house.operatorOf().call(ListOfferedPackages.self, .init())
        #expect(offered.items.map(\.id) == [large.id])
        #expect(try await desk.call(ListPackages.self, .init()).items.count == 2)
        let found = try await desk.call(ListPackages.self, .init(search: "SMÁLL"))
        #expect(found.items.map(\.id) == [small.id])
        try await desk.refused(
            .offerRetired,
            EditPackage.self,
            .init(packageId: small.id, version: 2, terms: .named("Tiny"))
        )
        try await desk.refused(
            .wrongState,
            RetirePackage.self,
            .init(packageId: small.id, version: 2)
        )
        await house.close()
    }

    @Test func `another tenant's package does not exist`() async throws {
        let house = try await House()
        let small = try await house.desk().newPackage()
        let bank = house.desk(of: house.bank)
        try await bank.refused(
            .notFound,
            RetirePackage.self,
            .init(packageId: small.id, version: 1)
        )
        #expect(try await bank.call(ListPackages.self, .init()).items.isEmpty)
        await house.close()
    }
}
