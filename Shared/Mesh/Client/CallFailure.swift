public import OctopusContract

/// Why a call has no reply, and whether it happened.
public struct CallFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public let status: Status
    /// The stable word: a program decides by it.
    public let reason: String
    /// For a person.
    public let message: String
    public let violations: [Violation]
    /// What the call did, over all of its attempts.
    public let effect: Effect
    public let retryAfterMilliseconds: Int64?
    /// Finds the call in the service's log.
    public let debugID: String?
    /// How often it was sent; 0 if it never left.
    public let attempts: Int

    public init(
        status: Status,
        reason: String,
        message: String,
        violations: [Violation] = [],
        effect: Effect,
        retryAfterMilliseconds: Int64? = nil,
        debugID: String? = nil,
        attempts: Int = 0
    ) {
        self.status = status
        self.reason = reason
        self.message = message
        self.violations = violations
        self.effect = effect
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.debugID = debugID
        self.attempts = attempts
    }

    /// A failure that the client itself found.
    init(_ reason: Reason, _ message: String, effect: Effect, attempts: Int = 0) {
        self.init(
            status: reason.status,
            reason: reason.word,
            message: message,
            effect: effect,
            attempts: attempts
        )
    }

    func with(effect: Effect) -> CallFailure {
        guard effect != self.effect else { return self }
        return CallFailure(
            status: status,
            reason: reason,
            message: message,
            violations: violations,
            effect: effect,
            retryAfterMilliseconds: retryAfterMilliseconds,
            debugID: debugID,
            attempts: attempts
        )
    }

    public var description: String {
        let found = debugID.map { " (\($0))" } ?? ""
        return "\(status.name)/\(reason): \(message)\(found); effect \(effect)"
    }
}
