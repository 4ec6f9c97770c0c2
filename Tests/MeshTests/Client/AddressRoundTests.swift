import Testing

@testable import OctopusMesh

struct AddressRoundTests {
    private func all(_ round: inout AddressRound) -> [String] {
        var tried: [String] = []
        while let address = round.next() { tried.append(address) }
        return tried
    }

    @Test func `each address is tried once a round, the last that answered first`() {
        var round = AddressRound()
        #expect(round.next() == nil)
        round.learn(["::1", "127.0.0.1", "10.0.0.1"])
        round.begin()
        #expect(all(&round) == ["::1", "127.0.0.1", "10.0.0.1"])
        #expect(!round.hasNext)
        round.begin()
        _ = round.next()
        _ = round.next()
        round.succeeded()
        #expect(!round.hasNext)
        round.begin()
        #expect(all(&round) == ["127.0.0.1", "::1", "10.0.0.1"])
        // It is gone from the name.
        round.learn(["10.0.0.2"])
        round.begin()
        #expect(all(&round) == ["10.0.0.2"])
    }

    @Test func `a round's fault is the one that tells most`() {
        var round = AddressRound()
        round.learn(["a", "b", "c"])
        round.begin()
        #expect(round.failed(.nothingListens) == .nothingListens)
        #expect(round.failed(.unregistered) == .unregistered)
        #expect(round.failed(.silent) == .unregistered)
        round.begin()
        #expect(round.failed(.silent) == .silent)
    }
}
