package import OctopusContract

/// What is remembered of the failures of one account, person or program; a value.
///
/// Clocks step, both ways. An instant that is later than now was remembered by a clock that was
/// ahead: it delays nothing, and forgetting goes on from now. A clock that went ahead forgives.
package struct ThrottleState: Hashable, Sendable {
    package private(set) var failures: Int64
    /// Up to when failures have been forgotten, so that fractions are not lost between failures.
    package private(set) var drainedAt: Instant
    package private(set) var failedAt: Instant
    /// For how long after the last failure nothing is looked at.
    package private(set) var delayMilliseconds: Int64

    package init(at now: Instant) {
        self.init(failures: 0, drainedAt: now, failedAt: now, delayMilliseconds: 0)
    }

    init(failures: Int64, drainedAt: Instant, failedAt: Instant, delayMilliseconds: Int64) {
        self.failures = failures
        self.drainedAt = drainedAt
        self.failedAt = failedAt
        self.delayMilliseconds = delayMilliseconds
    }

    /// How long the next attempt must wait; nil if it need not.
    package func waitMilliseconds(at now: Instant) -> Int64? {
        let passed = now.milliseconds - failedAt.milliseconds
        return passed >= 0 && passed < delayMilliseconds ? delayMilliseconds - passed : nil
    }

    /// How many failures still count.
    package func failures(at now: Instant, under policy: ThrottlePolicy) -> Int64 {
        var state = self
        state.drain(at: now, under: policy)
        return state.failures
    }

    /// Counts a failure.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - policy: Whose numbers count.
    ///   - free: How many failures are free, if it is not the policy's number.
    package mutating func fail(
        at now: Instant,
        under policy: ThrottlePolicy,
        free: Int64? = nil
    ) {
        drain(at: now, under: policy)
        failures += 1
        failedAt = now
        let excess = failures - (free ?? policy.freeFailures)
        delayMilliseconds =
            excess > 0
            ? min(
                policy.firstDelayMilliseconds << min(excess - 1, 30),
                policy.longestDelayMilliseconds
            )
            : 0
    }

    /// When nothing of it is left to remember.
    package func forgettableAt(under policy: ThrottlePolicy) -> Instant {
        max(
            failedAt.adding(milliseconds: delayMilliseconds),
            drainedAt.adding(milliseconds: failures * policy.forgetOneMilliseconds)
        )
    }

    private mutating func drain(at now: Instant, under policy: ThrottlePolicy) {
        let passed = now.milliseconds - drainedAt.milliseconds
        let forgotten = passed / policy.forgetOneMilliseconds
        if passed < 0 || forgotten >= failures {
            if passed >= 0 { failures = 0 }
            drainedAt = now
        } else {
            failures -= forgotten
            drainedAt = drainedAt.adding(milliseconds: forgotten * policy.forgetOneMilliseconds)
        }
    }
}
