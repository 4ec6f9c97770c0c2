import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct AdjustImpressionsTests {
    private func adjust(
        _ house: House,
        by amount: Int64,
        because reason: String = "The campaign was shown at night."
    ) -> AdjustImpressions.Request {
        AdjustImpressions.Request(partnerId: house.cafe, amount: amount, reason: reason)
    }

    @Test func `the tenant adds and takes, and the partner reads why and by whom`() async throws {
        let house = try await House()
        let tenant = house.tenant()
        let first = try await tenant.call(AdjustImpressions.self, adjust(house, by: 50))
        #expect(first.adjusted == 50 && first.available == 50)
        let second = try await tenant.call(AdjustImpressions.self, adjust(house, by: -20))
        #expect(second.adjusted == 30 && second.available == 30)
        let entries = try await house.operatorOf().call(ListImpressionLedger.self, .init()).items
        #expect(entries.map(\.kind) == [.decrease, .increase])
        #expect(entries.map(\.amount) == [20, 50])
        #expect(entries[0].reason == "The campaign was shown at night.")
        #expect(entries[0].actor.id == tenant.person.subject)
        #expect(entries[0].from == .available && entries[0].to == .adjusted)
        #expect(try await house.events(ImpressionsAdjusted.self).map(\.amount) == [50, -20])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `no more is taken than is neither reserved nor counted`() async throws {
        let house = try await House()
        try await house.buy(1000)
        let (owner, campaign) = (house.owner, house.campaign())
        try await house.moving { book in
            try book.reserve(600, of: owner, for: campaign)
            try book.count(100, of: owner, for: campaign)
        }
        let tenant = house.tenant()
        let refused = try await tenant.refused(
            .insufficientImpressions,
            AdjustImpressions.self,
            adjust(house, by: -401)
        )
        #expect(refused.message.contains("1 more"))
        try await tenant.call(AdjustImpressions.self, adjust(house, by: -400))
        #expect(try await house.balance().available == 0)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `zero, a blank reason and a stranger's partner are refused`() async throws {
        let house = try await House()
        let tenant = house.tenant()
        try await tenant.refused(.invalid, AdjustImpressions.self, adjust(house, by: 0))
        try await tenant.refused(
            .invalid,
            AdjustImpressions.self,
            adjust(house, by: 5, because: " ")
        )
        try await tenant.refused(
            .notFound,
            AdjustImpressions.self,
            .init(partnerId: house.broker, amount: 5, reason: "Why not?")
        )
        try await house.buy(AdvertisingLimits.mostImpressions)
        try await tenant.refused(
            .tooManyImpressions,
            AdjustImpressions.self,
            adjust(house, by: 1)
        )
        await house.close()
    }

    @Test func `the tenant lists what its partners have, and nobody else's`() async throws {
        let house = try await House()
        let tenant = house.tenant()
        for partner in [house.cafe, house.bakery] {
            try await tenant.call(
                AdjustImpressions.self,
                .init(partnerId: partner, amount: 7, reason: "A present.")
            )
        }
        let all = try await tenant.call(ListImpressionBalances.self, .init()).items
        #expect(Set(all.map(\.partnerId)) == [house.cafe, house.bakery])
        let one = try await tenant.call(
            ListImpressionBalances.self,
            .init(partnerId: house.bakery)
        )
        #expect(one.items.map(\.balance.available) == [7])
        let bank = house.tenant(of: house.bank)
        #expect(try await bank.call(ListImpressionBalances.self, .init()).items.isEmpty)
        await house.close()
    }
}
