import OctopusPartnersContract
import OctopusServiceKit
import Testing

@testable import OctopusPartners

struct TableOfContentsTests {
    @Test func `the service answers exactly what its contract lists`() {
        let answered = PartnersService.definition.methods.map { $0.declaration.name }
        let listed = ContractIndex.partners.methods.map { method in method.declaration.name }
        #expect(answered.sorted() == listed.sorted())
    }

    @Test func `every state that it tells has a snapshot`() {
        let told = ContractIndex.partners.events.map { event in event.declaration }
        let states = told.filter { $0.sort == .state }
        let snapshots = PartnersService.definition.snapshots.map { $0.declaration }
        #expect(Set(snapshots) == Set(states))
    }
}
