import OctopusContract
import OctopusMesh

/// One question to identity for tokens, and all who wait for its answer.
typealias Renewal = SharedResult<Void, CallFailure>

/// What became of the question.
enum RenewalOutcome: Sendable {
    case renewed(SessionTokens)
    /// Nobody can log in any more without a person.
    case ended(CallFailure)
    /// No answer, or one that may be another next time.
    case failed(CallFailure, retryAt: ContinuousClock.Instant?)

    var result: Result<Void, CallFailure> {
        switch self {
        case .renewed: .success(())
        case .ended(let failure), .failed(let failure, _): .failure(failure)
        }
    }
}

/// Which token a session calls with and when it asks for another, as a value.
struct SessionState: Sendable {
    enum Step: Sendable {
        case use(String)
        /// It is good for a while yet; meanwhile the next one is asked for.
        case useAndRenew(String, Renewal)
        case renew(Renewal)
        case wait(Renewal)
        case end(CallFailure)
    }

    private(set) var tokens: SessionTokens?
    private(set) var refreshToken: String?
    private var renewal: Renewal?
    private var ended: CallFailure?
    /// Identity said to wait; until then its refusal is every call's.
    private var pause: (until: ContinuousClock.Instant, failure: CallFailure)?
    private(set) var isLeaving = false

    init(refreshToken: String? = nil) {
        self.refreshToken = refreshToken
    }

    /// What a call has to do for a token.
    ///
    /// - Parameters:
    ///   - refused: Tokens that services have refused.
    ///   - now: On the steady clock.
    ///   - isLast: The call ends the session.
    /// - Returns: What the caller does next.
    mutating func next(
        otherThan refused: Set<String>,
        now: ContinuousClock.Instant,
        isLast: Bool
    ) -> Step {
        if let ended { return .end(ended) }
        if isLeaving, !isLast { return .end(.ofEndedSession) }
        if let tokens, !refused.contains(tokens.access), !tokens.isExpired(now) {
            guard tokens.isEnding(now), renewal == nil, !isPaused(now) else {
                return .use(tokens.access)
            }
            return .useAndRenew(tokens.access, beginRenewal())
        }
        if let renewal { return .wait(renewal) }
        if let pause, isPaused(now) { return .end(pause.failure) }
        return .renew(beginRenewal())
    }

    private func isPaused(_ now: ContinuousClock.Instant) -> Bool {
        pause.map { now < $0.until } ?? false
    }

    private mutating func beginRenewal() -> Renewal {
        let renewal = Renewal()
        self.renewal = renewal
        return renewal
    }

    /// The question was answered, or not.
    mutating func took(_ outcome: RenewalOutcome) {
        renewal = nil
        guard ended == nil else { return }
        switch outcome {
        case .renewed(let tokens):
            pause = nil
            self.tokens = tokens
            refreshToken = tokens.refresh
        case .ended(let failure):
            end(failure)
        case .failed(let failure, let retryAt):
            pause = retryAt.map { ($0, failure) }
        }
    }

    /// The session is about to end.
    ///
    /// - Returns: False if it has ended already.
    mutating func leave() -> Bool {
        isLeaving = true
        return ended == nil
    }

    mutating func end(_ failure: CallFailure) {
        ended = failure
        refreshToken = nil
    }
}
