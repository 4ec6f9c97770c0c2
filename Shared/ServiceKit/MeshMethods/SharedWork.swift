import Synchronization

/// Work whose result many ask for at once: it is done once for all that asked before it began, and no
/// more often than so many times a second, however many ask.
///
/// Nobody gets a result that is older than their question.
final class SharedWork: Sendable {
    private struct State {
        /// Not begun: those who ask now share it.
        var next: Task<[UInt8], any Error>?
        /// Begun.
        var current: Task<[UInt8], any Error>?
        var begunAt: ContinuousClock.Instant?
    }

    private static var interval: Duration { .milliseconds(50) }

    private let state = Mutex(State())
    private let work: @Sendable () async throws -> [UInt8]

    init(_ work: @escaping @Sendable () async throws -> [UInt8]) { self.work = work }

    func result() async throws -> [UInt8] {
        let task = state.withLock { state in
            if let next = state.next { return next }
            let (former, begunAt) = (state.current, state.begunAt)
            let next = Task { try await self.run(after: former, begunAt) }
            state.next = next
            return next
        }
        return try await task.value
    }

    private func run(
        after former: Task<[UInt8], any Error>?,
        _ begunAt: ContinuousClock.Instant?
    ) async throws -> [UInt8] {
        _ = await former?.result
        if let begunAt { try await Task.sleep(until: begunAt + Self.interval, clock: .continuous) }
        state.withLock { state in
            state.current = state.next
            state.next = nil
            state.begunAt = .now
        }
        return try await work()
    }
}
