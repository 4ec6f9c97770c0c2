import COctopusLinux
import OctopusFairTurns
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusStore

@Suite struct WriterQueueTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `urgent work comes next, however many commands wait`() async throws {
        let performed = Box(0)
        try await withStore(in: folder) { store in
            let before = try await WriterHold.during(store) { hold in
                async let commands: Void = perform(200, of: person(1), in: store) {
                    performed.change { $0 += 1 }
                }
                await hold.waitUntilQueued(200)
                async let urgent = store.write(label: "security", isUrgent: true) { _ in
                    performed.value
                }
                await hold.waitUntilQueued(201)
                hold.release()
                let before = try await urgent
                await commands
                return before
            }
            #expect(before == 0)
            #expect(performed.value == 200)
        }
    }

    @Test func `somebody's many commands hold up another's by one`() async throws {
        let order = Box<[String]>([])
        try await withStore(in: folder) { store in
            try await WriterHold.during(store) { hold in
                async let many: Void = perform(500, of: person(1), in: store) {
                    order.change { $0.append("many") }
                }
                await hold.waitUntilQueued(500)
                async let own: Void = store.write(label: "own") { _ in
                    order.change { $0.append("own") }
                }
                async let one: Void = perform(1, of: person(2), in: store) {
                    order.change { $0.append("one") }
                }
                await hold.waitUntilQueued(502)
                hold.release()
                _ = try await (many, one, own)
            }
        }
        #expect(order.value.count == 502)
        #expect(order.value.prefix(3).sorted() == ["many", "one", "own"])
    }

    @Test func `turns are counted by what they take, also over the end of a batch`() async throws {
        let order = Box<[String]>([])
        // Each of the slow ones is longer than a batch may be.
        try await withStore(in: folder, configure: { $0.writerLimitMilliseconds = 4 }) { store in
            try await WriterHold.during(store) { hold in
                async let slow: Void = perform(20, of: person(1), in: store) {
                    order.change { $0.append("slow") }
                    let end = monotonicNanoseconds() + 5_000_000
                    while monotonicNanoseconds() < end {}
                }
                async let quick: Void = perform(20, of: person(2), in: store) {
                    order.change { $0.append("quick") }
                }
                await hold.waitUntilQueued(40)
                hold.release()
                _ = await (slow, quick)
            }
        }
        let last = try #require(order.value.lastIndex(of: "quick"))
        #expect(order.value[...last].count { $0 == "slow" } <= 5)
    }

    private func person(_ number: UInt8) -> Share {
        let tenant = UUID(uuid: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        let person = UUID(uuid: (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number))
        return Share(tenant: tenant, program: "till", person: person)
    }

    private func perform(
        _ count: Int,
        of share: Share,
        in store: Store,
        _ body: @escaping @Sendable () -> Void
    ) async {
        await ReadTicket.$current.withValue(ReadTicket(share: share)) {
            await withTaskGroup { group in
                for _ in 0..<count {
                    group.addTask {
                        _ = await store.command(StoreCommand(label: "note")) { _ in
                            body()
                            return .commit(Answer(status: 0, effect: 3, body: []))
                        }
                    }
                }
            }
        }
    }

    @Test func `a full queue takes urgent work all the same`() async throws {
        try await withStore(in: folder, configure: { $0.queueLimit = 2 }) { store in
            let refused = try await WriterHold.during(store) { hold in
                async let first: Void = store.write { _ in }
                async let second: Void = store.write { _ in }
                await hold.waitUntilQueued(2)
                var refused = 0
                do {
                    try await store.write { _ in }
                } catch StoreError.overloaded {
                    refused += 1
                }
                async let urgent: Void = store.write(isUrgent: true) { _ in }
                await hold.waitUntilQueued(3)
                hold.release()
                _ = try await (first, second, urgent)
                return refused
            }
            #expect(refused == 1)
        }
    }
}
