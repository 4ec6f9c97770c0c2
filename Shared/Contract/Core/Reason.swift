/// Why something was refused: a stable word with one status.
///
/// A program decides by the word, a person reads the message beside it. Each contract has its words as
/// constants, so a caller writes them without quotes:
/// ```swift
/// do {
///     try await session.call(GetCouponForPoints.self, request)
/// } catch where error.reason == .insufficientPoints {
///     …
/// }
/// ```
/// Two reasons are equal if their words are: a word that came over the wire equals its constant, and
/// one that this program's contract does not have yet equals no constant.
public struct Reason: Sendable, Hashable, CustomStringConvertible {
    /// What stands on the wire, as `insufficientPoints`.
    public let word: String
    /// The status that always goes with it.
    public let status: Status
    /// One sentence: when it is given; empty if the word came over the wire.
    public let meaning: String

    /// Declares a reason.
    ///
    /// - Parameters:
    ///   - word: The stable word.
    ///   - status: The status that goes with it.
    ///   - meaning: When it is given, in one sentence.
    public init(_ word: String, _ status: Status, _ meaning: String) {
        self.word = word
        self.status = status
        self.meaning = meaning
    }

    /// The word.
    public var description: String { word }

    /// Whether the words are the same.
    public static func == (one: Reason, other: Reason) -> Bool { one.word == other.word }

    /// Hashes the word.
    public func hash(into hasher: inout Hasher) { hasher.combine(word) }
}

extension Reason {
    /// The refusals that any method of any service can give.
    public static let common: [Reason] = [
        malformed, invalid, notFound, stale, unauthenticated, tokenExpired, tokenRevoked,
        tokenOutdated, unknownToken, denied, revoked, unknownMethod, deadline, cancelled,
        overloaded, draining,
        behind, readOnly, restored, wrongShard, idempotencyKeyReused, idempotencyKeyExpired,
        idempotencyKeyAhead, idempotencyKeyMissing, routingKeyMissing, internalError, unproven,
        tooLarge, replyTooLarge, noRoom, quotaExceeded, readTooLong, impersonated,
    ]

    /// The request is not the CBOR that the method expects; the violations say where.
    public static let malformed = Reason(
        "malformed",
        .invalidArgument,
        "The request is not the CBOR that the method expects; the violations say where."
    )
    /// A field breaks a rule; the violations name each.
    public static let invalid = Reason(
        "invalid",
        .invalidArgument,
        "A field breaks a rule; the violations name each."
    )
    /// There is no such thing, or none that the caller may see.
    public static let notFound = Reason(
        "notFound",
        .notFound,
        "There is no such thing, or none that the caller may see."
    )
    /// Of methods that step through a state machine.
    public static let wrongState = Reason(
        "wrongState",
        .failedPrecondition,
        "In its present state that can't be done with it."
    )
    /// The thing was changed since it was read; read it again.
    public static let stale = Reason(
        "stale",
        .aborted,
        "The thing was changed since it was read; read it again."
    )
    /// The method demands a person and no valid token came.
    public static let unauthenticated = Reason(
        "unauthenticated",
        .unauthenticated,
        "The method demands a person and no valid token came."
    )
    /// The access token is past its time; refresh it.
    public static let tokenExpired = Reason(
        "tokenExpired",
        .unauthenticated,
        "The access token is past its time; refresh it."
    )
    /// The session has ended, or the person was disabled.
    public static let tokenRevoked = Reason(
        "tokenRevoked",
        .unauthenticated,
        "The session has ended, or the person was disabled."
    )
    /// The person's rights have changed since the token was issued; refresh it.
    public static let tokenOutdated = Reason(
        "tokenOutdated",
        .unauthenticated,
        "The person's rights have changed since the token was issued; refresh it."
    )
    /// The session has no token of that number; send it again.
    public static let unknownToken = Reason(
        "unknownToken",
        .unauthenticated,
        "The session has no token of that number; send it again."
    )
    /// The program's grants or the person's role do not allow it.
    public static let denied = Reason(
        "denied",
        .permissionDenied,
        "The program's grants or the person's role do not allow it."
    )
    /// Somebody who acts in another person's place may not do that.
    public static let impersonated = Reason(
        "impersonated",
        .permissionDenied,
        "Somebody who acts in another person's place may not do that."
    )
    /// The program's key has been revoked.
    public static let revoked = Reason(
        "revoked",
        .permissionDenied,
        "The program's key has been revoked."
    )
    /// The service has no such method.
    public static let unknownMethod = Reason(
        "unknownMethod",
        .unimplemented,
        "The service has no such method."
    )
    /// The call's expiry passed before it was done.
    public static let deadline = Reason(
        "deadline",
        .deadlineExceeded,
        "The call's expiry passed before it was done."
    )
    /// The caller took the call back.
    public static let cancelled = Reason(
        "cancelled",
        .cancelled,
        "The caller took the call back."
    )
    /// More is asked than the service can hold; wait and retry.
    public static let overloaded = Reason(
        "overloaded",
        .resourceExhausted,
        "More is asked than the service can hold; wait and retry."
    )
    /// The read held the database as long as one may; ask for less at a time.
    public static let readTooLong = Reason(
        "readTooLong",
        .deadlineExceeded,
        "The read held the database as long as one may; ask for less at a time."
    )
    /// The service is shutting down.
    public static let draining = Reason(
        "draining",
        .unavailable,
        "The service is shutting down."
    )
    /// The service has not yet read what the caller has seen.
    public static let behind = Reason(
        "behind",
        .unavailable,
        "The service has not yet read what the caller has seen."
    )
    /// The service can read but not write; its operator must act.
    public static let readOnly = Reason(
        "readOnly",
        .unavailable,
        "The service can read but not write; its operator must act."
    )
    /// The service's database was restored; its operator has to confirm that it may go on.
    public static let restored = Reason(
        "restored",
        .unavailable,
        "The service's database was restored; its operator has to confirm that it may go on."
    )
    /// The routing key belongs to another shard.
    public static let wrongShard = Reason(
        "wrongShard",
        .unavailable,
        "The routing key belongs to another shard."
    )
    /// The idempotency key was used for another request.
    public static let idempotencyKeyReused = Reason(
        "idempotencyKeyReused",
        .failedPrecondition,
        "The idempotency key was used for another request."
    )
    /// The idempotency key is older than answers are kept.
    public static let idempotencyKeyExpired = Reason(
        "idempotencyKeyExpired",
        .failedPrecondition,
        "The idempotency key is older than answers are kept."
    )
    /// The idempotency key is from the future; correct the clock of the machine that made it.
    public static let idempotencyKeyAhead = Reason(
        "idempotencyKeyAhead",
        .failedPrecondition,
        "The idempotency key is from the future; correct the clock of the machine that made it."
    )
    /// A command needs an idempotency key.
    public static let idempotencyKeyMissing = Reason(
        "idempotencyKeyMissing",
        .invalidArgument,
        "A command needs an idempotency key."
    )
    /// The method needs a tenant or partner as routing key.
    public static let routingKeyMissing = Reason(
        "routingKeyMissing",
        .invalidArgument,
        "The method needs a tenant or partner as routing key."
    )
    /// The service failed; its log has the debug id.
    public static let internalError = Reason(
        "internal",
        .internal,
        "The service failed; its log has the debug id."
    )
    /// The service has not heard from identity for too long to know who was revoked.
    public static let unproven = Reason(
        "unproven",
        .unavailable,
        "The service has not heard from identity for too long to know who was revoked."
    )
    /// The request is longer than a frame may be; WELCOME says how long.
    public static let tooLarge = Reason(
        "tooLarge",
        .invalidArgument,
        "The request is longer than a frame may be; WELCOME says how long."
    )
    /// The reply is longer than a frame may be; ask for less at once.
    public static let replyTooLarge = Reason(
        "replyTooLarge",
        .internal,
        "The reply is longer than a frame may be; ask for less at once."
    )
    /// The service's disk has only its reserve left; ask again later, its operator must make room.
    public static let noRoom = Reason(
        "noRoom",
        .resourceExhausted,
        "The service's disk has only its reserve left; ask again later, its operator must make room."
    )
    /// The program or its tenant has used up a quota, which the violation names; wait and retry.
    public static let quotaExceeded = Reason(
        "quotaExceeded",
        .resourceExhausted,
        "The program or its tenant has used up a quota, which the violation names; wait and retry."
    )
    /// For methods that count failures or attempts; they declare it.
    public static let throttled = Reason(
        "throttled",
        .resourceExhausted,
        "There were too many failures; wait as long as it says."
    )
}

// What every service that knows partners and end users refuses.
extension Reason {
    /// Nothing is done for a partner that its tenant has suspended.
    public static let partnerSuspended = Reason(
        "partnerSuspended",
        .failedPrecondition,
        "The partner is suspended by its tenant."
    )
    /// Nothing is done for an end user who was blocked or erased.
    public static let endUserBlocked = Reason(
        "endUserBlocked",
        .failedPrecondition,
        "The end user is blocked or was erased."
    )
    /// The partner's package does not include what the call is about.
    public static let notInPackage = Reason(
        "notInPackage",
        .failedPrecondition,
        "The partner's package does not include it."
    )
    /// The partner has as many as its package gives, or the package that it has asked for.
    ///
    /// The violation names the limit, the use and what to do.
    public static let packageLimit = Reason(
        "packageLimit",
        .failedPrecondition,
        "The partner has as many as its package gives; the violation says of what, and what to do."
    )
    /// Nobody decides what they have asked for themselves.
    public static let ownRequest = Reason(
        "ownRequest",
        .permissionDenied,
        "Nobody decides what they have asked for themselves."
    )
    /// The ledger is still being added up; ask again.
    public static let checkRunning = Reason(
        "checkRunning",
        .unavailable,
        "The ledger is still being added up; ask again."
    )
}
