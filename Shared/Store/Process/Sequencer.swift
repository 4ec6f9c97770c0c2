import Synchronization

/// A number that only rises, and those who wait for it to rise.
///
/// Waiting holds nothing but a place in a list: no thread, no connection.
package final class Sequencer: Sendable {
    private struct Waiter {
        let level: Int64
        let continuation: UnsafeContinuation<Void, Never>
    }

    private struct State {
        var value: Int64
        var isClosed = false
        var nextWaiter: Int64 = 0
        var waiters: [Int64: Waiter] = [:]
    }

    private let state: Mutex<State>

    package init(_ value: Int64 = 0) {
        state = Mutex(State(value: value))
    }

    package var value: Int64 { state.withLock { $0.value } }

    /// Raises the number by one.
    package func advance() {
        advance { $0 + 1 }
    }

    /// Raises the number to `level`, if it is lower.
    func advance(to level: Int64) {
        advance { max($0, level) }
    }

    /// Ends every wait, and every later one.
    func close() {
        state.withLock { $0.isClosed = true }
        advance { $0 }
    }

    /// Returns when the number has reached `level`, the time has passed, or the task is cancelled.
    ///
    /// - Returns: whether it was reached.
    @discardableResult
    package func wait(for level: Int64, timeout: Duration?) async -> Bool {
        if isOver(level) { return value >= level }
        guard let timeout else {
            await wait(for: level)
            return value >= level
        }
        guard timeout > .zero else { return false }
        await withTaskGroup { group in
            group.addTask { await self.wait(for: level) }
            group.addTask { try? await Task.sleep(for: timeout) }
            _ = await group.next()
            group.cancelAll()
        }
        return value >= level
    }

    private func isOver(_ level: Int64) -> Bool {
        state.withLock { $0.isClosed || $0.value >= level }
    }

    private func wait(for level: Int64) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOver = state.withLock { state in
                    // A task is marked as cancelled before its handler runs, so one of the two
                    // sees the other.
                    if state.isClosed || state.value >= level || Task.isCancelled { return true }
                    state.waiters[number] = Waiter(level: level, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    private func advance(_ change: (Int64) -> Int64) {
        let ready = state.withLock { state in
            state.value = change(state.value)
            let ready = state.waiters.filter { state.isClosed || $0.value.level <= state.value }
            for number in ready.keys { state.waiters[number] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }
}
