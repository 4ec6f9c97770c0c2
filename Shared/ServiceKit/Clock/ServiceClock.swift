package import Contract

/// The time as a service sees it; a test moves it.
package protocol ServiceClock: Sendable {
    /// Wall time, in UTC.
    var now: Instant { get }
    /// Time that never goes back, in milliseconds from an unknown start.
    var monotonicMilliseconds: Int64 { get }
    /// Returns when that much time has passed, or throws when the task is cancelled.
    func sleep(milliseconds: Int64) async throws
}
