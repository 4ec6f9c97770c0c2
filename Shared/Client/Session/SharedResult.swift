import Synchronization

/// The one result that several tasks wait for, each as long as it wants.
package final class SharedResult<Success: Sendable, Failure: Error>: Sendable {
    private struct State {
        var result: Result<Success, Failure>?
        var waiting: [Int: CheckedContinuation<Result<Success, Failure>?, Never>] = [:]
        var gone: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Gives it to all who wait, and to all who will.
    package func finish(_ result: Result<Success, Failure>) {
        let waiting = state.withLock { state in
            state.result = result
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }

    /// Waits for it.
    ///
    /// - Parameter patience: How long at most.
    /// - Returns: Nil if the patience is over or the task was cancelled.
    package func wait(atMost patience: Duration) async -> Result<Success, Failure>? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task {
            try? await Task.sleep(for: patience)
            leave(number)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Result<Success, Failure>?? = state.withLock { state in
                    if let result = state.result { return .some(result) }
                    guard state.gone.remove(number) == nil else { return .some(nil) }
                    state.waiting[number] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            leave(number)
        }
    }

    private func leave(_ number: Int) {
        let continuation = state.withLock {
            state -> CheckedContinuation<Result<Success, Failure>?, Never>? in
            if let continuation = state.waiting.removeValue(forKey: number) { return continuation }
            // It did not begin to wait yet, or is awake already.
            if state.result == nil { state.gone.insert(number) }
            return nil
        }
        continuation?.resume(returning: nil)
    }
}
