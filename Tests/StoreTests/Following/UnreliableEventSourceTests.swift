import Foundation
import Testing

@testable import OctopusStore

/// Followers whose reads go wrong every time.
@Suite struct UnreliableEventSourceTests {
    let source: Folder
    let folder: Folder

    init() throws {
        source = try Folder()
        folder = try Folder()
    }

    /// A follower that counts, and a log of three events with as many more as the body wants.
    private func withFollower(
        _ fault: UnreliableEventSource.Fault,
        percent: Int,
        _ body: (_ follower: Follower, _ log: Store, _ store: Store) async throws -> Void
    ) async throws {
        try await withStore(in: source) { log in
            try await withStore(in: folder, migrations: [things]) { store in
                let unreliable = UnreliableEventSource(
                    LocalEventSource(log),
                    fault,
                    Chance(percent: percent, seed: 7)
                )
                for _ in 1...3 { try await tell(log) }
                try await body(
                    .counting(in: store, from: log, source: unreliable),
                    log,
                    store
                )
            }
        }
    }

    private func tell(_ log: Store) async throws {
        _ = try await log.write { try $0.append(.about(UUID(), kind: Thing.changed)) }
    }

    @Test func `an event that comes twice has its effect once`() async throws {
        try await withFollower(.repeat, percent: 100) { follower, log, store in
            while !follower.hasApplied(log.head) { try await follower.advance() }
            try await tell(log)
            while !follower.hasApplied(log.head) { try await follower.advance() }
            try await follower.advance()
            #expect(try await store.counts() == ["1", "2", "3", "4"])
            #expect(follower.health.position?.seq == 4)
        }
    }

    @Test func `events whose answer was lost come with a later one`() async throws {
        try await withFollower(.drop, percent: 50) { follower, log, store in
            var lost = 0
            for _ in 1...20 {
                do {
                    try await follower.advance()
                } catch is UnreliableEventSource.Dropped {
                    lost += 1
                }
            }
            #expect(lost > 0)
            #expect(follower.hasApplied(log.head))
            #expect(try await store.counts() == ["1", "2", "3"])
        }
    }

    @Test func `a seed repeats what goes wrong`() {
        func row(seed: Int) -> [Bool] {
            var chance = Chance(percent: 50, seed: seed)
            return (0..<64).map { _ in chance.strikes() }
        }
        #expect(row(seed: 7) == row(seed: 7))
        #expect(row(seed: 7) != row(seed: 8))
        #expect(row(seed: 7).contains(true) && row(seed: 7).contains(false))
    }
}
