import Foundation
import OctopusContract
import OctopusFairTurns
import Synchronization
import Testing

@testable import OctopusServiceKit

/// Places for calls that wait until the service has read what their callers saw.
struct SeenWaitTests {
    private static let flood = Share(tenant: UUID(), program: "flood", person: nil)
    private static let other = Share(tenant: UUID(), program: "other", person: nil)

    /// Waits that last until the test lets them go.
    private final class Gate: Sendable {
        let waiting = Mutex(0)
        let refusals = Mutex<[Refusal]>([])
        private let isOpen = Mutex(false)

        func pass() async -> Bool {
            waiting.withLock { $0 += 1 }
            while !isOpen.withLock({ $0 }) { await Task.yield() }
            return true
        }

        func open() { isOpen.withLock { $0 = true } }
    }

    @Test(arguments: [(true, 20), (false, 150)])
    func `one share fills its own places only, and is told behind at once`(
        isFar: Bool,
        most: Int
    ) async throws {
        let waits = SeenWaits()
        let gate = Gate()
        await withTaskGroup { group in
            for _ in 0..<400 {
                group.addTask {
                    do throws(Refusal) {
                        try await waits.wait(Self.flood, isFar: isFar) { await gate.pass() }
                    } catch {
                        gate.refusals.withLock { $0.append(error) }
                    }
                }
            }
            while gate.refusals.withLock(\.count) + gate.waiting.withLock({ $0 }) < 400 {
                await Task.yield()
            }
            #expect((1...most).contains(gate.waiting.withLock { $0 }))
            #expect(gate.refusals.withLock { $0.allSatisfy { $0.reason == .behind } })
            #expect(gate.refusals.withLock { $0.allSatisfy { $0.retryAfterMilliseconds == 250 } })
            await #expect(throws: Never.self) {
                try await waits.wait(Self.other, isFar: isFar) { true }
            }
            gate.open()
        }
        // What was given back is free again.
        await #expect(throws: Never.self) {
            try await waits.wait(Self.flood, isFar: isFar) { true }
        }
    }

    @Test func `positions far beyond the log take no place of those that are near`() async throws {
        let waits = SeenWaits()
        let gate = Gate()
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try? await waits.wait(Self.flood, isFar: true) { await gate.pass() }
                }
            }
            await #expect(throws: Never.self) {
                try await waits.wait(Self.flood, isFar: false) { true }
            }
            gate.open()
        }
    }
}
