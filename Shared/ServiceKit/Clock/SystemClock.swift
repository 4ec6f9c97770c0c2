import Glibc
package import Contract

/// The machine's time.
package struct SystemClock: ServiceClock {
    package init() {}

    package var now: Instant { Instant(milliseconds: Self.milliseconds(CLOCK_REALTIME)) }

    package var monotonicMilliseconds: Int64 { Self.milliseconds(CLOCK_MONOTONIC) }

    package func sleep(milliseconds: Int64) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
