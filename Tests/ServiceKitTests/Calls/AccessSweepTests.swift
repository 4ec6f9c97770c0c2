import OctopusContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@Suite struct AccessSweepTests {
    @Test func `every method answers everybody as it declares`() async throws {
        let sweep = try await AccessSweep.run(Sample.definition)
        #expect(sweep.faults == [])
        #expect(
            sweep.methodCount == Sample.definition.methods.count + ContractIndex.mesh.methods.count
        )
        #expect(sweep.kinds == Set(Sample.definition.events.map { $0.declaration.kind }))
        #expect(sweep.checkCount > 1000)
    }
}
