import Contract
import FoundationEssentials
import Synchronization

/// One call of a client, over all of its attempts.
///
/// What it asks for never changes. The rest belongs to the socket thread from the moment the call
/// is handed to it; only `isCancelled` may be set from elsewhere.
final class ClientCall: @unchecked Sendable {
    typealias Outcome = Result<RawReply, CallFailure>

    enum Place {
        /// On its way to the socket thread.
        case fresh
        /// Waits for a session, or for room in it.
        case queued
        /// Unanswered, under this id.
        case sent(UInt64)
        /// Waits before its next attempt.
        case resting
        case done
    }

    let method: String
    let kind: MethodKind
    let body: [UInt8]
    let token: String?
    let routingKey: UUID?
    let idempotencyKey: UUID?
    let trace: String?
    let seen: Sightings?
    let target: ClientTarget
    let startedAt: Int64
    /// On the client's monotonic clock.
    let deadline: Int64
    let isCancelled = Atomic<Bool>(false)

    // On the socket thread.
    var place = Place.fresh
    /// Attempts that count: neither turned away by a service that restarts, nor for its token's number.
    var attempts = 0
    /// How often it was sent.
    var sends = 0
    var tokenResends = 0
    var isOverdue = false
    var history = EffectHistory()
    var lastRefusal: CallFailure?
    private var continuation: UnsafeContinuation<Void, Never>?
    // How it ended; the caller reads it here, because it is too large to be handed on by copies.
    private(set) var reply: RawReply?
    private(set) var failure: CallFailure?

    init(
        method: String,
        kind: MethodKind,
        body: [UInt8],
        options: CallOptions,
        idempotencyKey: UUID?,
        trace: String?,
        target: ClientTarget,
        now: Int64
    ) {
        self.method = method
        self.kind = kind
        self.body = body
        self.token = options.token
        self.routingKey = options.routingKey
        self.idempotencyKey = idempotencyKey
        self.trace = trace
        self.seen = options.seen
        self.target = target
        startedAt = now
        deadline = now + options.timeout.clampedMilliseconds
    }

    /// Whether it may be sent again although it may have happened.
    var isRepeatable: Bool { kind != .command || idempotencyKey != nil }

    var waits: Bool { kind == .waitingRead }

    var isDone: Bool { if case .done = place { true } else { false } }

    /// Called once, before the call is handed to the socket thread.
    func awaitOutcome(_ continuation: UnsafeContinuation<Void, Never>) {
        self.continuation = continuation
    }

    /// Gives the caller the outcome; the second time nothing happens.
    func finish(_ outcome: Outcome) {
        place = .done
        guard let continuation else { return }
        self.continuation = nil
        switch outcome {
        case .success(let reply): self.reply = reply
        case .failure(let failure): self.failure = failure
        }
        continuation.resume()
    }
}

/// One shard of one service.
struct ClientTarget: Hashable, Sendable {
    let service: String
    let shard: Int
}

extension Duration {
    /// Whole milliseconds, between none and a day.
    fileprivate var clampedMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 86_400 else { return 86_400_000 }
        return max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
