import Synchronization
import Testing

@testable import OctopusMesh

struct NameResolverTests {
    private func resolve(_ name: String, _ resolver: NameResolver) async -> NameResolver.Outcome {
        await withCheckedContinuation { continuation in
            resolver.resolve(name) { continuation.resume(returning: $0) }
        }
    }

    @Test func `the system is asked, for both families`() async {
        let outcome = await resolve("localhost", .system)
        guard case .addresses(let found) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(found.contains("127.0.0.1") || found.contains("::1"))
        #expect(Set(found).count == found.count)
    }

    @Test func `those who ask meanwhile join, and the next is looked up anew`() async {
        let (gate, count) = (Latch(), Tally())
        let resolver = NameResolver { name in
            count.note()
            gate.wait()
            return .addresses([name])
        }
        async let first = resolve("a", resolver)
        await eventually { count.count == 1 }
        let joined = Tally()
        for _ in 1...10 { resolver.resolve("a") { _ in joined.note() } }
        async let other = resolve("b", resolver)
        await eventually { count.count == 2 }
        gate.open()
        gate.open()
        #expect(await first == .addresses(["a"]))
        #expect(await other == .addresses(["b"]))
        await eventually { joined.count == 10 }
        gate.open()
        #expect(await resolve("a", resolver) == .addresses(["a"]))
        #expect(count.count == 3)
    }
}
