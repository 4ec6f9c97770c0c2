import OctopusContract
import OctopusMesh
import Testing

@testable import OctopusServiceKit

struct CallerPlaceTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ])
    func `an address has one text, however it is written`(_ typed: String, _ text: String) {
        #expect(CallerPlace(told: typed, own: nil).address == text)
    }

    @Test(arguments: [
        "", "203.0.113", "203.0.113.7, 10.0.0.1", "203.0.113.7:443", "localhost", "fe80::1%eth0",
        String(repeating: "1", count: 1000),
    ])
    func `what is no address counts as untold`(_ typed: String) {
        let place = CallerPlace(told: typed, own: "10.0.0.1")
        #expect(place.toldAddress == nil)
        #expect(place.address == "10.0.0.1")
        #expect(place.source == nil)
    }

    @Test func `a network of version 6 is one source, an address of version 4 another`() {
        let sources = ["2001:db8::1", "2001:db8::ffff:ffff", "2001:db8:0:1::1", "203.0.113.7"]
            .map { CallerPlace(told: $0, own: nil).source }
        #expect(sources == ["2001:db8::/64", "2001:db8::/64", "2001:db8:0:1::/64", "203.0.113.7"])
    }

    @Test func `an address is told by those alone who hold the right by its name`() {
        func place(_ grants: [String], isService: Bool = false) -> String? {
            let principal = Principal(
                name: "web",
                tenant: nil,
                grants: grants,
                isService: isService
            )
            let call = IncomingCall(
                principal: principal,
                method: "identity.v1/LogIn",
                kind: .command,
                clientAddress: "203.0.113.7",
                body: [],
                state: .local,
                peer: "10.0.0.1"
            )
            return CallerPlace(call, principal).address
        }
        #expect(place(["*", "mesh.v1/*"]) == "10.0.0.1")
        #expect(place([CallerPlace.grant]) == "203.0.113.7")
        #expect(place([], isService: true) == "203.0.113.7")
    }
}
