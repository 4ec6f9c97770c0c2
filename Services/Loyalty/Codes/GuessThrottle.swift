import OctopusLoyaltyContract

/// Makes guessing slower with each failure: a bucket that fills by wrong codes and leaks.
///
/// A right code does not empty it, or a guesser would mix in codes of his own.
struct GuessThrottle: Hashable, Sendable {
    /// So many wrong codes are slips of the finger.
    let free: Int64
    var level: Int64
    var failedAt: Instant

    static let leak = Span.minutes(2)
    static let longestWait = Span.minutes(15)

    /// The wrong codes that still count.
    func level(at now: Instant) -> Int64 {
        max(0, level - (now.milliseconds - failedAt.milliseconds) / Self.leak.milliseconds)
    }

    /// How long the next attempt must wait; nil if it need not.
    func wait(at now: Instant) -> Span? {
        let excess = level(at: now) - free
        guard excess >= 0 else { return nil }
        let delay = Int64(1000) << min(excess, 20)
        let until = failedAt.adding(milliseconds: min(delay, Self.longestWait.milliseconds))
        return now < until ? Span(milliseconds: until.milliseconds - now.milliseconds) : nil
    }

    mutating func countFailure(at now: Instant) {
        level = level(at: now) + 1
        failedAt = now
    }
}
