package import OctopusContract
package import OctopusStore

/// The time as a service sees it; a test moves it.
package protocol ServiceClock: StoreClock {
    /// Wall time, in UTC.
    var now: Instant { get }
    /// Returns when that much time has passed, or throws when the task is cancelled.
    func sleep(milliseconds: Int64) async throws
}

extension ServiceClock {
    package var wallMilliseconds: Int64 { now.milliseconds }
}
