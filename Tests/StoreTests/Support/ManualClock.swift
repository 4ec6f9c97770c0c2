import Synchronization

@testable import OctopusStore

/// A clock that stands still until a test moves it, and wakes who sleeps by it.
final class ManualClock: StoreClock {
    private struct Sleeper {
        let until: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var offset: Int64 = 0
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
    }

    private let wall: Wall
    private let state = Mutex(State())

    init(_ wall: Wall) { self.wall = wall }

    var wallMilliseconds: Int64 { wall.milliseconds + state.withLock { $0.offset } }
    var monotonicMilliseconds: Int64 { wall.milliseconds }
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    func advance(byMilliseconds more: Int64) {
        wall.advance(byMilliseconds: more)
        wakeWhoeverIsDue()
    }

    /// Sets the wall clock alone, as an operator would by mistake.
    func setWall(aheadByMilliseconds offset: Int64) {
        state.withLock { $0.offset = offset }
        wakeWhoeverIsDue()
    }

    func sleep(untilWallMilliseconds milliseconds: Int64) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || wall.milliseconds + state.offset >= milliseconds {
                        return true
                    }
                    state.sleepers[number] = Sleeper(
                        until: milliseconds,
                        continuation: continuation
                    )
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    private func wakeWhoeverIsDue() {
        let now = wallMilliseconds
        let due = state.withLock { state in
            let due = state.sleepers.filter { $0.value.until <= now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }
}
