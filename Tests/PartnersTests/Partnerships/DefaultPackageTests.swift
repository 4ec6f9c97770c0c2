import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct DefaultPackageTests {
    private func choose(_ package: Package, at desk: Somebody) async throws -> Package {
        try await desk.call(
            ChooseDefaultPackage.self,
            .init(packageId: package.id, version: package.version)
        )
    }

    @Test func `a partner that comes to be has the default package, and keeps it`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await choose(try await desk.newPackage("Small"), at: desk)
        let shop = PartnerID(house.ids.uuid(at: house.clock.now))
        try await house.tell(house.partner(shop), of: house.mall)
        try await house.tell(house.partner(shop, .suspended, version: 2), of: house.mall)
        let told = try await house.events(PartnerEntitlementChanged.self)
            .filter { $0.id == shop }
        #expect(told.count == 1)
        #expect(told[0].products == ["coupons", "points"])
        #expect(told[0].packageId == small.id && told[0].limits?.activeCoupons == 3)

        // Another default, and another content, are for those who come later.
        _ = try await choose(try await desk.newPackage("Large", [.chat]), at: desk)
        try await house.tell(house.partner(shop, version: 3), of: house.mall)
        let account = try await house.operatorOf(shop).call(GetMyAccount.self, .init())
        #expect(account.products == ["coupons", "points"])
        #expect(account.package?.name == "Small")
        await house.close()
    }

    @Test func `partners that were there before a default was chosen get it, once`() async throws {
        let house = try await House()
        let desk = house.desk()
        #expect(
            try await house.operatorOf().call(GetMyAccount.self, .init()).package == nil
        )
        _ = try await choose(try await desk.newPackage(), at: desk)
        try await house.runJob(DefaultPackages.job)
        try await house.runJob(DefaultPackages.job)
        let told = try await house.events(PartnerEntitlementChanged.self)
        #expect(Set(told.map(\.id)) == [house.cafe, house.bakery])
        #expect(told.count == 2)
        await house.close()
    }

    @Test func `a default package that is smaller than the use is given to nobody who is above it`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let first = try await cafe.newChannel("One")
        _ = try await cafe.newChannel("Two")
        let small = try await choose(
            try await desk.newPackage("Small", [.channels], limits: PackageLimits(channels: 1)),
            at: desk
        )
        try await house.runJob(DefaultPackages.job)
        let seen = try await desk.call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(seen.partner.package == nil)
        #expect(seen.aboveDefaultPackage?.map(\.path) == ["channels"])
        let other = try await desk.call(GetPartner.self, .init(partnerId: house.bakery))
        #expect(other.partner.package?.packageId == small.id && other.aboveDefaultPackage == nil)
        // It uses less, and has it within the hour.
        _ = try await cafe.call(
            ArchiveChannel.self,
            .init(channelId: first.id, version: first.version)
        )
        house.pass(.seconds(3600))
        try await house.instance.jobs.runDue()
        let after = try await desk.call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(after.partner.package?.packageId == small.id)
        #expect(after.aboveDefaultPackage == nil)
        await house.close()
    }

    @Test func `one package is the default, and a retired one is none`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await choose(try await desk.newPackage("Small"), at: desk)
        let large = try await choose(try await desk.newPackage("Large"), at: desk)
        #expect(large.isDefault)
        let all = try await desk.call(ListPackages.self, .init()).items
        #expect(all.filter(\.isDefault).map(\.id) == [large.id])
        let retired = try await desk.call(
            RetirePackage.self,
            .init(packageId: large.id, version: large.version)
        )
        #expect(!retired.isDefault)
        try await desk.refused(
            .offerRetired,
            ChooseDefaultPackage.self,
            .init(packageId: large.id, version: retired.version)
        )
        try await desk.refused(
            .stale,
            ChooseDefaultPackage.self,
            .init(packageId: small.id, version: small.version)
        )
        await house.close()
    }
}
