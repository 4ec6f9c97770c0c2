package import OctopusContract
package import OctopusStore

/// The machine's time.
package struct SystemClock: ServiceClock {
    private let clock = SystemStoreClock()

    package init() {}

    package var now: Instant { Instant(milliseconds: clock.wallMilliseconds) }

    package var monotonicMilliseconds: Int64 { clock.monotonicMilliseconds }

    package var boot: BootMoment? { clock.boot }

    package func sleep(milliseconds: Int64) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    package func sleep(untilWallMilliseconds milliseconds: Int64) async {
        await clock.sleep(untilWallMilliseconds: milliseconds)
    }
}
