import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct EntitlementTests {
    private func mayAdvertise(_ house: House) async throws -> Bool {
        let cafe = house.cafe
        return try await house.inspect { try Entitlement.hasAdvertising(cafe, in: $0) }
    }

    @Test func `a partner advertises until its package says otherwise`() async throws {
        let house = try await House()
        #expect(try await mayAdvertise(house))
        try await house.entitle([.coupons], version: 1)
        #expect(try await !mayAdvertise(house))
        try await house.entitle([.coupons, .advertising], version: 2)
        #expect(try await mayAdvertise(house))
        // What was told before changes nothing any more.
        try await house.entitle([.coupons], version: 1)
        #expect(try await mayAdvertise(house))
        await house.close()
    }
}
