import Glibc

/// The time that a store's work goes by; a test moves it.
package protocol StoreClock: Sendable {
    /// Milliseconds since 1970 in UTC.
    var wallMilliseconds: Int64 { get }
    /// Milliseconds since some moment, never turned back; the time that the machine slept counts.
    var monotonicMilliseconds: Int64 { get }
    /// How long the machine has been up; nil where the clock is of no machine.
    var boot: BootMoment? { get }
    /// Returns when the wall clock has reached `milliseconds`, or the task is cancelled.
    func sleep(untilWallMilliseconds milliseconds: Int64) async
}

extension StoreClock {
    package var boot: BootMoment? { nil }
}

/// A moment by the machine's own count since it started, which a wrong wall clock can't change.
package struct BootMoment: Sendable, Hashable {
    /// Names one start of one machine.
    package let bootID: String
    /// Since that start, the time asleep included.
    package let milliseconds: Int64

    package init(bootID: String, milliseconds: Int64) {
        self.bootID = bootID
        self.milliseconds = milliseconds
    }
}

/// The machine's time.
package struct SystemStoreClock: StoreClock {
    package init() {}

    package var wallMilliseconds: Int64 { Self.milliseconds(CLOCK_REALTIME) }
    package var monotonicMilliseconds: Int64 { Self.milliseconds(CLOCK_BOOTTIME) }

    package var boot: BootMoment? {
        Self.bootID.map {
            BootMoment(bootID: $0, milliseconds: Self.milliseconds(CLOCK_BOOTTIME))
        }
    }

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

    private static let bootID: String? = {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return nil }
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 36)
        guard fread(&line, 1, line.count, file) == line.count else { return nil }
        return String(decoding: line, as: UTF8.self)
    }()
}

/// Nanoseconds for measuring; never turned back.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
