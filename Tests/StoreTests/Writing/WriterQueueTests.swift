import Dispatch
import GRDB
import Testing

@testable import OctopusStore

@Suite struct WriterQueueTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `urgent work comes next, however many commands wait`() async throws {
        let (performed, batches) = (Box(0), Box(0))
        let (gate, batchLimit) = (DispatchSemaphore(value: 0), 16)
        try await withStore(
            in: folder,
            configure: { configuration in
                configuration.batchLimit = batchLimit
                configuration.hooks.batchWillBegin = { size in
                    guard size == batchLimit,
                        batches.change({
                            $0 += 1; return $0
                        }) == 1
                    else {
                        return
                    }
                    gate.wait()
                }
            }
        ) { store in
            let before = try await WriterHold.during(store) { hold in
                async let commands: Void = withTaskGroup { group in
                    for _ in 0..<200 {
                        group.addTask {
                            _ = await store.command(StoreCommand(label: "note")) { transaction in
                                performed.change { $0 += 1 }
                                return .commit(Answer(status: 0, effect: 3, body: []))
                            }
                        }
                    }
                }
                await hold.waitUntilQueued(200)
                hold.release()
                // The writer has taken all of them, and begins the first batch.
                while batches.value == 0 { await Task.yield() }
                async let urgent = store.write(label: "security", isUrgent: true) { _ in
                    performed.value
                }
                await hold.waitUntilQueued(1)
                gate.signal()
                let before = try await urgent
                await commands
                return before
            }
            #expect(before == batchLimit)
            #expect(performed.value == 200)
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
