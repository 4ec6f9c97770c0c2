import OctopusCBOR
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct MyPartnersTests {
    private func open(_ names: [String], _ house: House) async throws {
        for name in names {
            try await house.tell(
                PartnerChanged(
                    id: PartnerID(house.ids.uuid(at: house.clock.now)),
                    version: 1,
                    name: name,
                    status: .active
                ),
                of: house.mall
            )
        }
    }

    @Test func `partners are listed by name, page by page, and searched without accents`()
        async throws
    {
        let house = try await House()
        try await open(["Žabac", "šuma", "Apple", "ŠUMICA"], house)
        let desk = house.desk()
        var (names, after): ([String], PageCursor?) = ([], nil)
        repeat {
            let page = try await desk.call(ListMyPartners.self, .init(after: after, limit: 2))
            names += page.items.map(\.name)
            after = page.next
        } while after != nil
        #expect(names == ["A partner", "A partner", "Apple", "šuma", "ŠUMICA", "Žabac"])
        let found = try await desk.call(ListMyPartners.self, .init(search: "SUM")).items
        #expect(found.map(\.name) == ["šuma", "ŠUMICA"])
        let bank = try await house.desk(of: house.bank).call(ListMyPartners.self, .init()).items
        #expect(bank.map(\.id) == [house.broker])
        await house.close()
    }

    @Test func `a partner is shown with package, owner, balances and standing`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn()
        let small = try await desk.newPackage()
        for id in [
            try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id])).id,
            try await cafe.call(RequestPackage.self, .init(packageId: small.id)).id,
        ] {
            _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        }
        let seen = try await desk.call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(seen.owner?.email == "ana@cafe.example" && seen.business == nil)
        #expect(seen.partner.package?.name == "Small" && seen.limits?.activeCoupons == 3)
        #expect(seen.addOns.map(\.count) == [1] && seen.impressions == 1000)
        let mine = try await cafe.call(GetMyAccount.self, .init())
        #expect(mine.name == "A partner" && mine.status == .active)
        #expect(mine.owner?.email == "ana@cafe.example" && mine.joinedAt != nil)
        #expect(mine.package?.name == "Small" && mine.impressions == 1000)
        await house.close()
    }

    @Test func `a partner's hundred channels are shown without what it writes at length`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let long = String(repeating: "🎈", count: 4000)
        for number in 0..<101 {
            let terms = ChannelTerms(name: "Channel \(number)", description: long)
            _ = try await cafe.call(CreateChannel.self, .init(terms: terms))
        }
        let seen = try await desk.call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(seen.channels.count == 100)
        #expect(seen.channels.first?.name == "Channel 100")
        #expect(seen.channels.allSatisfy { $0.status == .draft && $0.followers == 0 })
        #expect(try CBOREncoder().encode(seen).count < 100_000)
        await house.close()
    }

    @Test func `a partner says itself what its business is, and nobody else does`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let account = try await cafe.call(GetMyAccount.self, .init())
        let version = try #require(account.version)
        let edited = try await cafe.call(
            EditMyAccount.self,
            .init(
                version: version,
                phone: "+385 91 234 5678",
                website: "https://cafe.example",
                description: " Coffee. "
            )
        )
        #expect(edited.version == version + 1 && edited.phone == "+385912345678")
        let seen = try await desk.call(GetPartner.self, .init(partnerId: house.cafe))
        #expect(seen.website == "https://cafe.example" && seen.description == "Coffee.")
        #expect(seen.business?.phone == "+385912345678")
        try await cafe.refused(.stale, EditMyAccount.self, .init(version: version))
        let wrong = try await cafe.refused(
            .invalid,
            EditMyAccount.self,
            .init(version: edited.version, phone: "12", website: "javascript:alert(1)")
        )
        #expect(Set(wrong.violations.map(\.path)) == ["phone", "website"])
        let other = try await desk.call(GetPartner.self, .init(partnerId: house.bakery))
        #expect(other.website == nil && other.business == nil)
        await house.close()
    }

    @Test func `the activity tells what happened, the newest first, to its partner alone`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn()
        var ids: [RequestID] = []
        for _ in 0..<3 {
            ids.append(try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id])).id)
        }
        _ = try await desk.call(ApproveRequest.self, .init(requestId: ids[0]))
        _ = try await desk.call(RejectRequest.self, .init(requestId: ids[1], reason: "No."))
        _ = try await cafe.call(CancelRequest.self, .init(requestId: ids[2]))
        var (activity, after): ([Activity], PageCursor?) = ([], nil)
        repeat {
            let page = try await cafe.call(ListActivity.self, .init(after: after, limit: 2))
            activity += page.items
            after = page.next
        } while after != nil
        #expect(
            activity.map(\.kind) == [
                .cancelled, .rejected, .approved, .requested, .requested, .requested, .joined,
            ]
        )
        #expect(activity.map(\.requestId).prefix(3) == [ids[2], ids[1], ids[0]])
        #expect(activity[1].reason == "No." && activity[0].title == "1000 impressions")
        let bakery = try await house.operatorOf(house.bakery).call(ListActivity.self, .init())
        #expect(bakery.items.map(\.kind) == [.joined])
        await house.close()
    }
}
