import OctopusHelpdeskContract
import OctopusServiceKit
import Testing

@testable import OctopusHelpdesk

struct TableOfContentsTests {
    @Test func `the service answers exactly what its contract lists`() {
        let answered = HelpdeskService.definition.methods.map { $0.declaration.name }
        let listed = ContractIndex.helpdesk.methods.map { method in method.declaration.name }
        #expect(answered.sorted() == listed.sorted())
    }

    @Test func `every state that it tells has a snapshot`() {
        let told = ContractIndex.helpdesk.events.map { event in event.declaration }
        let states = told.filter { $0.sort == .state }
        let snapshots = HelpdeskService.definition.snapshots.map { $0.declaration }
        #expect(Set(snapshots) == Set(states))
    }
}
