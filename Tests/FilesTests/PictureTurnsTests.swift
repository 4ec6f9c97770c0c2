import FoundationEssentials
import Glibc
import OctopusFairTurns
import Synchronization
import Testing

@testable import OctopusFiles

/// Whose upload is checked next.
struct PictureTurnsTests {
    private let mall = UUID()
    private let bank = UUID()

    @Test func `a partner has one turn at a time, and the next partner finds the other free`()
        async throws
    {
        let turns = PictureTurns(at: 2)
        let (many, one) = (partner("many", of: mall), partner("one", of: mall))
        let (held, gate) = (Gate(), Gate())
        async let first: Void = turns.inTurn(many) {
            held.open()
            await gate.passed()
        }
        await held.passed()
        let others = (0..<20).map { _ in Task { try await turns.inTurn(many) {} } }
        while turns.waiting(of: many) < 20 { await Task.yield() }
        // It goes in at once, before those that have waited longer.
        try await turns.inTurn(one) { #expect(turns.waiting(of: many) == 20) }
        gate.open()
        try await first
        for other in others { try await other.value }
    }

    @Test func `tenants have turns before their partners have`() async throws {
        let turns = PictureTurns(at: 1)
        let (gate, held) = (Gate(), Gate())
        let order = Order()
        async let first: Void = turns.inTurn(partner("first", of: UUID())) {
            held.open()
            await gate.passed()
        }
        await held.passed()
        var tasks: [Task<Void, any Error>] = []
        let shares = (0..<6).map { partner("\($0)", of: mall) } + [partner("bank's", of: bank)]
        for (number, share) in shares.enumerated() {
            tasks.append(
                Task {
                    try await turns.inTurn(share) { order.add(share.program) }
                }
            )
            while turns.waiting(of: share) == 0 { await Task.yield() }
            #expect(tasks.count == number + 1)
        }
        gate.open()
        try await first
        for task in tasks { try await task.value }
        let place = order.names.firstIndex(of: "bank's")
        #expect(place == 1, "its tenant waits for one of the other's")
    }

    @Test func `what is cancelled while it waits gives its place up`() async throws {
        let turns = PictureTurns(at: 1)
        let (held, gate, share) = (Gate(), Gate(), partner("café", of: mall))
        async let first: Void = turns.inTurn(share) {
            held.open()
            await gate.passed()
        }
        await held.passed()
        let waiting = Task { try await turns.inTurn(share) { Issue.record("it has a turn") } }
        while turns.waiting(of: share) == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(turns.waiting(of: share) == 0)
        gate.open()
        try await first
        try await turns.inTurn(share) {}
    }

    /// More errands than the shared pool has threads, and others go on.
    @Test func `what works long leaves the shared pool's threads alone`() async throws {
        let stop = try StopSignal()
        let errands = (0..<40).map { _ in
            Task {
                try await Errand.run {
                    var ends = pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0)
                    poll(&ends, 1, -1)
                }
            }
        }
        await Task {}.value
        stop.give()
        for errand in errands { try await errand.value }
    }

    private func partner(_ name: String, of tenant: UUID) -> Share {
        Share(tenant: tenant, program: name, person: nil)
    }
}

/// Who had a turn, one after the other.
private final class Order: Sendable {
    private let state = Mutex<[String]>([])

    var names: [String] { state.withLock { $0 } }

    func add(_ name: String) { state.withLock { $0.append(name) } }
}

/// What tasks wait for.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    init() { (stream, end) = AsyncStream.makeStream() }

    func open() { end.finish() }

    func passed() async { for await _ in stream {} }
}
