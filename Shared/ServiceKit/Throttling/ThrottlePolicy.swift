/// How failures of one kind slow the next attempt down.
///
/// The first few are free, since people mistype; each further one doubles the delay, up to a
/// longest one, since a lock for good would let anybody lock anybody out. Failures are forgotten
/// one by one with time.
package struct ThrottlePolicy: Hashable, Sendable {
    /// Keeps the failures of one kind apart from those of others.
    package let name: String
    package let freeFailures: Int64
    package let firstDelayMilliseconds: Int64
    package let longestDelayMilliseconds: Int64
    /// After this time one failure is forgotten.
    package let forgetOneMilliseconds: Int64

    /// Names a policy and its numbers.
    ///
    /// - Parameters:
    ///   - name: Its word, as `password`.
    ///   - free: How many failures cost nothing.
    ///   - delays: What the first one that costs something costs, and the most that any costs.
    ///   - forgettingOneEach: After this time one failure is forgotten.
    package init(
        _ name: String,
        free: Int64,
        delays: ClosedRange<Duration> = .seconds(1) ... .seconds(15 * 60),
        forgettingOneEach: Duration
    ) {
        self.name = name
        freeFailures = free
        firstDelayMilliseconds = delays.lowerBound.milliseconds
        longestDelayMilliseconds = delays.upperBound.milliseconds
        forgetOneMilliseconds = forgettingOneEach.milliseconds
    }
}
