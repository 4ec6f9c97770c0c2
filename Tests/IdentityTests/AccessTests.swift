import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct AccessTests {
    @Test func `everybody gets exactly what the methods declare`() async throws {
        let sweep = try await AccessSweep.run(IdentityService.definition)
        // A method or a kind of event that the contract has and the service forgot is not swept.
        let contract = ContractIndex.identity
        #expect(sweep.methods.isSuperset(of: contract.methods.map { $0.declaration.name }))
        #expect(
            sweep.methods.isSuperset(of: ContractIndex.mesh.methods.map { $0.declaration.name })
        )
        #expect(sweep.kinds == Set(contract.events.map { $0.declaration.kind }))
        #expect(sweep.checkCount > 1000)
        for fault in sweep.faults { Issue.record("\(fault)") }
    }
}
