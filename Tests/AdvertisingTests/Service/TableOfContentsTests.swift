import OctopusAdvertisingContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

struct TableOfContentsTests {
    @Test func `the service answers exactly what its contract lists`() {
        let answered = AdvertisingService.definition.methods.map { $0.declaration.name }
        let listed = ContractIndex.advertising.methods.map { method in method.declaration.name }
        #expect(answered.sorted() == listed.sorted())
    }

    @Test func `every state that it tells has a snapshot`() {
        let told = ContractIndex.advertising.events.map { event in event.declaration }
        let states = told.filter { $0.sort == .state }
        let snapshots = AdvertisingService.definition.snapshots.map { $0.declaration }
        #expect(Set(snapshots) == Set(states))
    }
}
