import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusMesh

struct RetryPolicyTests {
    private let policy = RetryPolicy()

    private func decide(
        _ outcome: AttemptOutcome,
        attempt: Int = 1,
        isRepeatable: Bool = true,
        remaining: Int64 = 60_000,
        seed: UInt64 = 1
    ) -> RetryDecision {
        var budget = RetryBudget(now: 0)
        var random = SeededGenerator(seed: seed)
        return policy.decide(
            after: outcome,
            attempt: attempt,
            isRepeatable: isRepeatable,
            remainingMilliseconds: remaining,
            budget: &budget,
            now: 0,
            random: &random
        )
    }

    private func refused(
        _ status: Status,
        _ effect: Effect,
        reason: Reason = Reason("x", .unavailable, ""),
        after: Int64? = nil
    ) -> AttemptOutcome {
        .refused(status, effect, reason: reason, retryAfterMilliseconds: after)
    }

    @Test func `no answer is repeated for reads and keyed commands only`() {
        #expect(decide(.noAnswer, isRepeatable: true) != .giveUp)
        #expect(decide(.noAnswer, isRepeatable: false) == .giveUp)
    }

    @Test(arguments: Status.allCases, Effect.allCases)
    func `only two statuses are repeated, and only when that can do no harm`(
        status: Status,
        effect: Effect
    ) {
        let retriable = status == .unavailable || status == .resourceExhausted
        let outcome = refused(status, effect)
        #expect(
            (decide(outcome, isRepeatable: false) != .giveUp)
                == (retriable && effect == .notStarted)
        )
        #expect(
            (decide(outcome, isRepeatable: true) != .giveUp)
                == (retriable && (effect == .notStarted || effect == .unknown))
        )
    }

    @Test func `a service that tells to wait for ever is not waited for`() {
        for after: Int64 in [.max, .max - 1, 60_000] {
            #expect(decide(refused(.unavailable, .notStarted, after: after)) == .giveUp)
        }
        #expect(decide(refused(.unavailable, .notStarted, after: .min)) != .giveUp)
    }

    @Test func `a wrong shard stays wrong`() {
        #expect(decide(refused(.unavailable, .notStarted, reason: .wrongShard)) == .giveUp)
    }

    @Test func `there are five attempts`() {
        #expect(decide(.noAnswer, attempt: 4) != .giveUp)
        #expect(decide(.noAnswer, attempt: 5) == .giveUp)
    }

    @Test func `the wait doubles, and its jitter is full`() {
        for attempt in 1...4 {
            let waits = (0..<400 as Range<UInt64>).map { seed -> Int64 in
                guard case .retry(let wait) = decide(.noAnswer, attempt: attempt, seed: seed)
                else { return -1 }
                return wait
            }
            let most = Int64(25) << Int64(attempt - 1)
            #expect(waits.allSatisfy { (0...most).contains($0) })
            #expect((waits.min() ?? most) < most / 8)
            #expect((waits.max() ?? 0) > most - most / 8)
        }
    }

    @Test func `a retry waits at least as long as the service asks`() {
        for seed in 0..<50 {
            let outcome = refused(.resourceExhausted, .notStarted, after: 700)
            guard case .retry(let wait) = decide(outcome, seed: UInt64(seed)) else {
                Issue.record("not retried")
                return
            }
            #expect((700...725).contains(wait))
        }
    }

    @Test func `what would come after the deadline is not tried`() {
        let outcome = refused(.resourceExhausted, .notStarted, after: 700)
        #expect(decide(outcome, remaining: 700) == .giveUp)
    }

    @Test func `without budget a refusal ends, and a lost call is paced`() {
        var budget = RetryBudget(now: 0)
        var random = SeededGenerator(seed: 3)
        while budget.withdraw(now: 0) {}
        let refusal = policy.decide(
            after: refused(.unavailable, .notStarted),
            attempt: 1,
            isRepeatable: true,
            remainingMilliseconds: 60_000,
            budget: &budget,
            now: 0,
            random: &random
        )
        #expect(refusal == .giveUp)
        let lost = policy.decide(
            after: .noAnswer,
            attempt: 1,
            isRepeatable: true,
            remainingMilliseconds: 60_000,
            budget: &budget,
            now: 0,
            random: &random
        )
        #expect(lost == .retry(afterMilliseconds: 100))
    }
}

struct RetryBudgetTests {
    @Test func `lends what one lost session needs, then ten a second`() {
        var budget = RetryBudget(now: 0)
        var lent = 0
        while budget.withdraw(now: 0) { lent += 1 }
        #expect(lent == 200)
        #expect(budget.millisecondsUntilNext(now: 0) == 100)
        #expect(budget.withdraw(now: 99) == false)
        #expect(budget.withdraw(now: 100) == true)
        for second in 1...10 {
            let now = Int64(second) * 1000 + 100
            var these = 0
            while budget.withdraw(now: now) { these += 1 }
            #expect(these == 10)
        }
    }

    @Test func `a fifth of the calls may be repeated`() {
        var budget = RetryBudget(now: 0)
        while budget.withdraw(now: 0) {}
        for _ in 0..<500 { budget.noteCall() }
        var lent = 0
        while budget.withdraw(now: 0) { lent += 1 }
        #expect((99...100).contains(lent))
    }

    @Test func `hoards no more than its bound`() {
        var budget = RetryBudget(now: 0)
        for _ in 0..<100_000 { budget.noteCall() }
        var lent = 0
        while budget.withdraw(now: 3_600_000) { lent += 1 }
        #expect(lent == 200)
    }

    @Test func `a storm of refusals is answered by a fifth more calls at most`() {
        var budget = RetryBudget(now: 0)
        var random = SeededGenerator(seed: 11)
        var sent = 0
        for call in 0..<10_000 {
            let now = Int64(call)
            budget.noteCall()
            sent += 1
            var attempt = 1
            while case .retry = RetryPolicy().decide(
                after: .refused(
                    .resourceExhausted,
                    .notStarted,
                    reason: .overloaded,
                    retryAfterMilliseconds: nil
                ),
                attempt: attempt,
                isRepeatable: true,
                remainingMilliseconds: 10_000,
                budget: &budget,
                now: now,
                random: &random
            ) {
                attempt += 1
                sent += 1
            }
        }
        // 10,000 calls in 10 seconds: a fifth, ten a second, and what was saved up.
        #expect(sent <= 10_000 + 2000 + 100 + 200)
    }
}

struct EffectHistoryTests {
    @Test func `one attempt speaks for itself`() {
        let history = EffectHistory()
        for effect in Effect.allCases {
            #expect(history.effect(of: .unavailable, effect) == effect)
        }
    }

    @Test func `a refusal at the door does not undo what may have happened before`() {
        var history = EffectHistory()
        history.note(.noAnswer)
        #expect(history.effect(of: .resourceExhausted, .notStarted) == .unknown)
        #expect(history.effect(of: .unauthenticated, .none) == .unknown)
        #expect(history.effect(of: .failedPrecondition, .none) == .none)
        #expect(history.effect(of: .ok, .committed) == .committed)
    }

    @Test func `refusals that began nothing leave nothing uncertain`() {
        var history = EffectHistory()
        history.note(
            .refused(.unavailable, .notStarted, reason: .behind, retryAfterMilliseconds: nil)
        )
        #expect(history.effect(of: .resourceExhausted, .notStarted) == .notStarted)
    }
}

struct ReconnectBackoffTests {
    @Test func `grows to its bound with full jitter and begins anew after a welcome`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            var backoff = ReconnectBackoff()
            for failure in 0..<80 {
                let most = min(2000, Int64(50) << Int64(min(failure, 20)))
                let wait = backoff.next(random: &random)
                #expect((10...most).contains(wait))
            }
            backoff.succeeded()
            let first = backoff.next(random: &random)
            #expect(first <= 50)
        }
    }
}
