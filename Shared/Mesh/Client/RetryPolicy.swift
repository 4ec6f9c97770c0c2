import OctopusContract

/// How one attempt of a call ended, other than with its reply.
enum AttemptOutcome: Sendable, Equatable {
    /// The connection or the session was lost after it was sent: it may have happened.
    case noAnswer
    /// The service said no.
    case refused(Status, Effect, reason: Reason, retryAfterMilliseconds: Int64?)
}

/// Whether, and when, an attempt is followed by another.
enum RetryDecision: Sendable, Equatable {
    case giveUp
    case retry(afterMilliseconds: Int64)
}

/// When a client library asks again by itself.
///
/// Only after no answer, `UNAVAILABLE` or `RESOURCE_EXHAUSTED`; only what was not started, or a read,
/// or a command with a key; a few times, ever more slowly, within the deadline and the budget.
/// Waiting for a connection is no attempt.
struct RetryPolicy: Sendable {
    var maximumAttempts = 5
    var firstBackoffMilliseconds: Int64 = 25
    var maximumBackoffMilliseconds: Int64 = 2000

    /// Decides what follows an attempt.
    ///
    /// - Parameters:
    ///   - outcome: how it ended.
    ///   - attempt: its number; the first is 1.
    ///   - isRepeatable: a read, or a command with a key.
    ///   - remainingMilliseconds: what is left until the deadline.
    ///   - budget: pays for the retry.
    ///   - now: on the client's monotonic clock.
    ///   - random: the jitter's source.
    /// - Returns: Whether there is another attempt, and when.
    func decide(
        after outcome: AttemptOutcome,
        attempt: Int,
        isRepeatable: Bool,
        remainingMilliseconds: Int64,
        budget: inout RetryBudget,
        now: Int64,
        random: inout some RandomNumberGenerator
    ) -> RetryDecision {
        guard attempt < maximumAttempts, mayRepeat(outcome, isRepeatable: isRepeatable) else {
            return .giveUp
        }
        var delay = backoff(afterAttempt: attempt, random: &random)
        if case .refused(_, _, _, let after?) = outcome {
            // A service may say any number; beyond the deadline they are all the same.
            delay += max(0, min(after, remainingMilliseconds))
        }
        if !budget.withdraw(now: now) {
            // A refusal under load ends here. What a lost connection left behind is paced instead: a
            // service that restarts is a pause, and the deadline bounds it.
            guard outcome == .noAnswer else { return .giveUp }
            delay = max(delay, budget.millisecondsUntilNext(now: now))
        }
        return delay < remainingMilliseconds ? .retry(afterMilliseconds: delay) : .giveUp
    }

    private func mayRepeat(_ outcome: AttemptOutcome, isRepeatable: Bool) -> Bool {
        switch outcome {
        case .noAnswer:
            return isRepeatable
        case .refused(let status, let effect, let reason, _):
            // Another shard will not become the right one until somebody changes the map.
            guard status == .unavailable || status == .resourceExhausted,
                reason != .wrongShard
            else { return false }
            switch effect {
            case .notStarted: return true
            case .unknown: return isRepeatable
            case .none, .committed: return false
            }
        }
    }

    /// Exponential with full jitter, so that those who were refused together don't return together.
    private func backoff(
        afterAttempt attempt: Int,
        random: inout some RandomNumberGenerator
    ) -> Int64 {
        let doublings = min(attempt - 1, 20)
        let most = min(maximumBackoffMilliseconds, firstBackoffMilliseconds << Int64(doublings))
        return Int64.random(in: 0...max(0, most), using: &random)
    }
}

/// What is known of a call's effect over all of its attempts.
///
/// A command whose first attempt got no answer may have happened, even if the second was turned
/// away at the door: that second refusal speaks of itself alone.
struct EffectHistory: Sendable {
    private var isUncertain = false

    mutating func note(_ outcome: AttemptOutcome) {
        switch outcome {
        case .noAnswer: isUncertain = true
        case .refused(_, .unknown, _, _): isUncertain = true
        case .refused: break
        }
    }

    /// The effect to report when the call ends with this status and effect.
    func effect(of status: Status, _ effect: Effect) -> Effect {
        guard isUncertain else { return effect }
        switch (effect, status) {
        case (.committed, _), (.unknown, _): return effect
        case (.notStarted, _): return .unknown
        // Given before the service looks for an answer stored under the key.
        case (.none, .unauthenticated), (.none, .permissionDenied), (.none, .unimplemented),
            (.none, .unavailable), (.none, .resourceExhausted), (.none, .deadlineExceeded),
            (.none, .cancelled), (.none, .internal), (.none, .unknown):
            return .unknown
        // Decided from the service's own data, hence stored: the first attempt did not happen.
        case (.none, _): return .none
        }
    }
}
