public import OctopusContract

/// Why a call has no reply, and whether it happened.
///
/// A program decides by `reason`, whose constants stand beside the methods that give them:
/// ```swift
/// do {
///     try await client.call(GetCouponForPoints.self, request, options)
/// } catch where error.reason == .insufficientPoints {
///     offerPoints()
/// } catch where error.effect == .unknown {
///     // It may have happened: only the same idempotency key makes it safe to ask again.
/// }
/// ```
public struct CallFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stable word: a program decides by it.
    public let reason: Reason
    /// What went wrong, in a sentence for a person.
    public let message: String
    /// The fields that break rules, if the reason is `.invalid`.
    public let violations: [Violation]
    /// What the call did, over all of its attempts.
    public let effect: Effect
    /// How long to wait before asking again, if the service said so.
    public let retryAfterMilliseconds: Int64?
    /// Finds the call in the service's log.
    public let debugID: String?
    /// How often it was sent; 0 if it never left.
    public let attempts: Int

    /// Makes a failure, as a test or a program in front of the mesh does.
    ///
    /// - Parameters:
    ///   - reason: The word that a program decides by.
    ///   - message: For a person; the reason's meaning unless said otherwise.
    ///   - violations: The fields that break rules.
    ///   - effect: What the call did.
    ///   - retryAfterMilliseconds: How long to wait before asking again.
    ///   - debugID: Finds the call in the service's log.
    ///   - attempts: How often it was sent.
    public init(
        _ reason: Reason,
        _ message: String? = nil,
        violations: [Violation] = [],
        effect: Effect,
        retryAfterMilliseconds: Int64? = nil,
        debugID: String? = nil,
        attempts: Int = 0
    ) {
        self.reason = reason
        self.message = message ?? reason.meaning
        self.violations = violations
        self.effect = effect
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.debugID = debugID
        self.attempts = attempts
    }

    /// The sort of failure, by gRPC's names.
    public var status: Status { reason.status }

    func with(effect: Effect) -> CallFailure {
        guard effect != self.effect else { return self }
        return CallFailure(
            reason,
            message,
            violations: violations,
            effect: effect,
            retryAfterMilliseconds: retryAfterMilliseconds,
            debugID: debugID,
            attempts: attempts
        )
    }

    /// One line for a log: status, reason, message, where it is found, effect.
    public var description: String {
        let found = debugID.map { " (\($0))" } ?? ""
        return "\(status.name)/\(reason): \(message)\(found); effect \(effect)"
    }
}

/// Lets a `catch` name the reason where the error's type is not known: `catch Reason.soldOut`.
public func ~= (reason: Reason, error: any Error) -> Bool {
    (error as? CallFailure)?.reason == reason || (error as? Refusal)?.reason == reason
}
