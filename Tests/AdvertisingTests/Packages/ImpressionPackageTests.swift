import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct ImpressionPackageTests {
    @Test func `a package is made, edited, retired and offered again`() async throws {
        let house = try await House()
        let tenant = house.tenant()
        let made = try await house.package()
        #expect(made.version == 1 && made.status == .available)
        let terms = ImpressionPackageTerms(name: "Large", impressions: 5000, minorUnits: 19_900)
        let edited = try await tenant.call(
            EditImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 1, terms: terms)
        )
        #expect(edited.version == 2 && edited.terms.impressions == 5000)
        try await tenant.refused(
            .stale,
            EditImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 1, terms: terms)
        )
        let retired = try await tenant.call(
            RetireImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 2)
        )
        #expect(retired.status == .retired)
        try await tenant.refused(
            .impressionPackageRetired,
            EditImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 3, terms: terms)
        )
        try await tenant.refused(
            .wrongState,
            RetireImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 3)
        )
        let offered = try await tenant.call(
            OfferImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 3)
        )
        #expect(offered.status == .available)
        let told = try await house.events(ImpressionPackageChanged.self)
        #expect(told.map(\.version) == [1, 2, 3, 4] && told.last?.terms == terms)
        await house.close()
    }

    @Test func `a name is one available package's, and free again once that is retired`()
        async throws
    {
        let house = try await House()
        let tenant = house.tenant()
        let made = try await house.package("Small")
        let same = CreateImpressionPackage.Request(
            terms: .init(name: "SMÁLL", impressions: 10, minorUnits: 0)
        )
        try await tenant.refused(
            .impressionPackageNameTaken,
            CreateImpressionPackage.self,
            same
        )
        try await tenant.call(
            RetireImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 1)
        )
        try await tenant.call(CreateImpressionPackage.self, same)
        try await tenant.refused(
            .impressionPackageNameTaken,
            OfferImpressionPackage.self,
            .init(impressionPackageId: made.id, version: 2)
        )
        // Another tenant's names are its own.
        try await house.tenant(of: house.bank).call(CreateImpressionPackage.self, same)
        await house.close()
    }

    @Test func `packages are listed newest first, and offered ones to partners`() async throws {
        let house = try await House()
        let tenant = house.tenant()
        let small = try await house.package("Small")
        let large = try await house.package("Large")
        try await tenant.call(
            RetireImpressionPackage.self,
            .init(impressionPackageId: small.id, version: 1)
        )
        let all = try await tenant.call(ListImpressionPackages.self, .init()).items
        #expect(all.map(\.id) == [large.id, small.id])
        let retired = try await tenant.call(
            ListImpressionPackages.self,
            .init(status: .retired)
        )
        #expect(retired.items.map(\.id) == [small.id])
        let offered = try await house.operatorOf().call(
            ListOfferedImpressionPackages.self,
            .init()
        )
        #expect(offered.items.map(\.id) == [large.id])
        let page = try await tenant.call(ListImpressionPackages.self, .init(limit: 1))
        let rest = try await tenant.call(ListImpressionPackages.self, .init(after: page.next))
        #expect(rest.items.map(\.id) == [small.id])
        let bank = house.tenant(of: house.bank)
        #expect(try await bank.call(ListImpressionPackages.self, .init()).items.isEmpty)
        try await bank.refused(
            .notFound,
            RetireImpressionPackage.self,
            .init(impressionPackageId: large.id, version: 1)
        )
        await house.close()
    }
}
