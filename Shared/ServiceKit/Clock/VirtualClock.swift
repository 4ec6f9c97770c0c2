package import OctopusContract
package import OctopusStore
import Synchronization

/// A clock that stands still until it is moved, so that a test passes months in no time.
package final class VirtualClock: ServiceClock {
    private struct State {
        var nowMilliseconds: Int64
        var monotonicMilliseconds: Int64 = 0
        var nextSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
    }

    private struct Sleeper {
        let wakeAtMilliseconds: Int64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let state: Mutex<State>

    /// Begins at that moment; by default on 1 March 2026, 08:00 UTC.
    package init(_ start: Instant = Instant(milliseconds: 1_772_352_000_000)) {
        state = Mutex(State(nowMilliseconds: start.milliseconds))
    }

    package var now: Instant { state.withLock { Instant(milliseconds: $0.nowMilliseconds) } }

    package var monotonicMilliseconds: Int64 { state.withLock { $0.monotonicMilliseconds } }

    /// It is of no machine.
    package var boot: BootMoment? { nil }

    /// How many tasks wait for this clock.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Lets time pass, and wakes those who waited for it.
    package func advance(by duration: Duration) {
        let milliseconds = duration.milliseconds
        let woken = state.withLock { state in
            state.nowMilliseconds += milliseconds
            state.monotonicMilliseconds += milliseconds
            let due = state.sleepers.filter {
                $0.value.wakeAtMilliseconds <= state.monotonicMilliseconds
            }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Moves wall time alone, as a wrong hand on the machine's clock does.
    package func jumpWall(by duration: Duration) {
        state.withLock { $0.nowMilliseconds += duration.milliseconds }
    }

    package func sleep(milliseconds: Int64) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enlist(id, milliseconds: milliseconds, continuation)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?
                .continuation.resume(throwing: CancellationError())
        }
    }

    package func sleep(untilWallMilliseconds milliseconds: Int64) async {
        // Cancelled or not, the time to wait is over.
        try? await sleep(milliseconds: milliseconds - wallMilliseconds)
    }

    private func enlist(
        _ id: Int,
        milliseconds: Int64,
        _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let isDue = state.withLock { state in
            guard milliseconds > 0 else { return true }
            state.sleepers[id] = Sleeper(
                wakeAtMilliseconds: state.monotonicMilliseconds + milliseconds,
                continuation: continuation
            )
            return false
        }
        if isDue {
            continuation.resume()
        } else if Task.isCancelled {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?
                .continuation.resume(throwing: CancellationError())
        }
    }
}

extension Duration {
    /// Whole milliseconds, cut off.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
