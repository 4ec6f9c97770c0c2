import Glibc

/// The clock that never jumps: milliseconds of `CLOCK_MONOTONIC`.
///
/// A service's own is its session clock.
public enum MonotonicClock {
    /// Milliseconds since some moment before the process began.
    public static var nowMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    package static var nowNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
