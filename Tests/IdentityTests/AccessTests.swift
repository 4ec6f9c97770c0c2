import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct AccessTests {
    @Test func `everybody gets exactly what the methods declare`() async throws {
        let sweep = try await AccessSweep.run(IdentityService.definition)
        #expect(sweep.methodCount >= IdentityService.definition.methods.count)
        #expect(sweep.checkCount > 1000)
        for fault in sweep.faults { Issue.record("\(fault)") }
    }
}
