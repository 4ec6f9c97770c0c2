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
}
