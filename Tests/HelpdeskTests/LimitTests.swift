import OctopusHelpdeskContract
import OctopusTestKit
import Testing

@Suite struct LimitTests {
    @Test func `every limit that the contract prints is the one that is enforced`() throws {
        let sweep = try LimitSweep(of: ContractIndex.helpdesk.methods)
        #expect(sweep.count > 10)
        #expect(sweep.faults == [])
    }
}
