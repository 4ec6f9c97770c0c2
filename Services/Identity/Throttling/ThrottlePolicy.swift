import OctopusIdentityContract

/// How failures slow the next attempt down.
///
/// The first few are free, since people mistype; each further one doubles the delay, up to a
/// longest one, since a lock for good would let anybody lock anybody out. Failures are forgotten
/// one by one with time.
struct ThrottlePolicy: Hashable, Sendable {
    let freeFailures: Int64
    let firstDelayMilliseconds: Int64
    let longestDelayMilliseconds: Int64
    /// After this time one failure is forgotten.
    let forgetOneMilliseconds: Int64

    /// Guesses at one account's password or code: at most some hundred a day.
    static let account = ThrottlePolicy(
        freeFailures: 5,
        firstDelayMilliseconds: 1000,
        longestDelayMilliseconds: 15 * 60_000,
        forgetOneMilliseconds: 30 * 60_000
    )
    /// Guesses that come through one program, at whatever account.
    ///
    /// A console's honest users mistype too, so it is generous: sixty a minute for ever, three
    /// hundred at once.
    static let source = ThrottlePolicy(
        freeFailures: 300,
        firstDelayMilliseconds: 1000,
        longestDelayMilliseconds: 30_000,
        forgetOneMilliseconds: 1000
    )
    /// Codes asked for one contact, each of which costs the tenant a message.
    static let codeRequests = ThrottlePolicy(
        freeFailures: 3,
        firstDelayMilliseconds: 30_000,
        longestDelayMilliseconds: 15 * 60_000,
        forgetOneMilliseconds: 10 * 60_000
    )
    /// Codes asked for through one program: fifty a second for ever.
    static let codeRequestsOfSource = ThrottlePolicy(
        freeFailures: 2000,
        firstDelayMilliseconds: 1000,
        longestDelayMilliseconds: 10_000,
        forgetOneMilliseconds: 20
    )
}

/// What is remembered of the failures of one account or source.
struct ThrottleState: Hashable, Sendable {
    private(set) var failures: Int64 = 0
    /// Up to when failures have been forgotten.
    private(set) var drainedAt: Instant
    private(set) var blockedUntil: Instant

    init(at now: Instant) {
        drainedAt = now
        blockedUntil = now
    }

    init(failures: Int64, drainedAt: Instant, blockedUntil: Instant) {
        self.failures = failures
        self.drainedAt = drainedAt
        self.blockedUntil = blockedUntil
    }

    /// How long the next attempt must wait; nil if it need not.
    func waitMilliseconds(at now: Instant) -> Int64? {
        blockedUntil > now ? blockedUntil.milliseconds - now.milliseconds : nil
    }

    mutating func fail(at now: Instant, under policy: ThrottlePolicy) {
        drain(at: now, under: policy)
        failures += 1
        let excess = failures - policy.freeFailures
        guard excess > 0 else { return }
        let doublings = min(excess - 1, 40)
        let delay = min(
            policy.firstDelayMilliseconds << doublings,
            policy.longestDelayMilliseconds
        )
        blockedUntil = max(blockedUntil, now.adding(milliseconds: delay))
    }

    /// When nothing of it is left to remember.
    func forgettableAt(under policy: ThrottlePolicy) -> Instant {
        max(
            blockedUntil,
            drainedAt.adding(milliseconds: failures * policy.forgetOneMilliseconds)
        )
    }

    private mutating func drain(at now: Instant, under policy: ThrottlePolicy) {
        let passed = max(0, now.milliseconds - drainedAt.milliseconds)
        let forgotten = passed / policy.forgetOneMilliseconds
        if forgotten >= failures {
            failures = 0
            drainedAt = now
        } else {
            failures -= forgotten
            drainedAt = drainedAt.adding(milliseconds: forgotten * policy.forgetOneMilliseconds)
        }
    }
}
