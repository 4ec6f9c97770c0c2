import Glibc

/// The time that a store's work goes by; a test moves it.
package protocol StoreClock: Sendable {
    /// Milliseconds since 1970 in UTC.
    var wallMilliseconds: Int64 { get }
    /// Milliseconds since some moment, never turned back.
    var monotonicMilliseconds: Int64 { get }
    /// Returns when the wall clock has reached `milliseconds`, or the task is cancelled.
    func sleep(untilWallMilliseconds milliseconds: Int64) async
}

/// The machine's time.
package struct SystemStoreClock: StoreClock {
    package init() {}

    package var wallMilliseconds: Int64 { Self.milliseconds(CLOCK_REALTIME) }
    package var monotonicMilliseconds: Int64 { Self.milliseconds(CLOCK_MONOTONIC) }

    /// Wakes at least once a minute, so that a wall clock that was set is noticed.
    package func sleep(untilWallMilliseconds milliseconds: Int64) async {
        while !Task.isCancelled {
            let now = wallMilliseconds
            guard now < milliseconds else { return }
            let remaining = min(milliseconds - now, 60_000)
            try? await Task.sleep(for: .milliseconds(remaining))
        }
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Nanoseconds for measuring; never turned back.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
