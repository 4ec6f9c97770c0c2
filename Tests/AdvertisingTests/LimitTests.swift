import OctopusAdvertisingContract
import OctopusTestKit
import Testing

@Suite struct LimitTests {
    @Test func `every limit that the contract prints is the one that is enforced`() throws {
        let sweep = try LimitSweep(of: ContractIndex.advertising.methods)
        #expect(sweep.count > 5)
        #expect(sweep.faults == [])
    }
}
