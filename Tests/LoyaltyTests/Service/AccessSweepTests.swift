import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct AccessSweepTests {
    @Test func `every method lets in whom it declares and nobody else`() async throws {
        let sweep = try await AccessSweep.run(LoyaltyService.definition)
        #expect(sweep.faults == [])
        #expect(sweep.methodCount >= LoyaltyService.definition.methods.count)
    }
}
