import OctopusMesh
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

@Suite struct SecurityStateTests {
    @Test func `its version rises with every change, so that nobody keeps a principal too long`() {
        let state = SecurityState(clock: SystemClock())
        let key = CurveKeyPair.generate().publicKey
        var versions = [state.version]

        state.change { $0.principals[key] = .operating }
        #expect(state.principal(for: key) != nil)
        versions.append(state.version)

        state.change { $0.principals[key] = nil }
        #expect(state.principal(for: key) == nil)
        versions.append(state.version)

        state.pin([key: .operating])
        #expect(state.principal(for: key) != nil)
        versions.append(state.version)

        state.replace(SecuritySnapshot())
        versions.append(state.version)

        #expect(Set(versions).count == versions.count)
    }
}
