import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct HeldImpressionsTests {
    @Test func `an account shows what advertising has told of its impressions last`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        #expect(try await cafe.call(GetMyAccount.self, .init()).heldImpressions == nil)
        for (version, available) in [(2, 400), (1, 1000)] as [(Int64, Int64)] {
            try await house.tell(
                ImpressionBalanceChanged(
                    id: house.cafe,
                    version: version,
                    total: 1000,
                    available: available
                ),
                of: house.mall,
                partner: house.cafe
            )
        }
        let held = try await cafe.call(GetMyAccount.self, .init()).heldImpressions
        #expect(held == HeldImpressions(total: 1000, available: 400))
        // It is nobody else's.
        let others = house.operatorOf(house.bakery)
        #expect(try await others.call(GetMyAccount.self, .init()).heldImpressions == nil)
        await house.close()
    }
}
