import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct AccessSweepTests {
    @Test func `every method lets in whom it declares and nobody else`() async throws {
        let sweep = try await AccessSweep.run(AdvertisingService.definition)
        #expect(sweep.faults == [])
        // A method or a kind of event that the contract has and the service forgot is not swept.
        let contract = ContractIndex.advertising
        #expect(sweep.methods.isSuperset(of: contract.methods.map { $0.declaration.name }))
        #expect(sweep.kinds == Set(contract.events.map { $0.declaration.kind }))
    }
}
