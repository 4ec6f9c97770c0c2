import OctopusContract
import FoundationEssentials
import Synchronization

/// One call of a client, over all of its attempts.
///
/// What it asks for never changes. The rest belongs to the socket thread from the moment the call
/// is handed to it; only `isCancelled` may be set from elsewhere.
final class ClientCall: @unchecked Sendable {
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

    let route: CallRoute
    let kind: MethodKind
    let body: [UInt8]
    let options: CallOptions
    let idempotencyKey: UUID?
    /// The `traceparent` to send.
    let trace: String?
    private let span: ClientTrace?
    let target: ClientTarget
    let startedAt: Int64
    /// On the client's monotonic clock.
    let deadline: Int64
    let isCancelled = Atomic<Bool>(false)

    // On the socket thread.
    /// The connection's number for it.
    var number: UInt64 = 0
    var place = Place.fresh
    /// Attempts that count: neither turned away by a service that restarts, nor for its token's number.
    var attempts = 0
    /// How often it was sent.
    var sends = 0
    var tokenResends = 0
    var isOverdue = false
    var history = EffectHistory()
    /// What the service said when it refused an attempt.
    var lastRefusal: String?
    private var continuation: UnsafeContinuation<Void, Never>?
    // How it ended; the caller reads it here, because it is too large to be handed on by copies.
    private var reply: RawReply?
    private var failure: CallFailure?

    init(
        _ route: CallRoute,
        kind: MethodKind,
        body: [UInt8],
        _ options: CallOptions,
        target: ClientTarget,
        now: Int64
    ) {
        self.route = route
        self.kind = kind
        self.body = body
        self.options = options
        idempotencyKey =
            options.idempotencyKey ?? (kind == .command ? IdempotencyKey.make() : nil)
        span = options.trace == nil ? ClientTrace.begin(route.method) : nil
        trace = options.trace ?? span?.parent
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

    /// Gives the caller the reply; what ended before stays as it is.
    func succeed(_ reply: RawReply) {
        guard let continuation = end() else { return }
        self.reply = reply
        continuation.resume()
    }

    /// Tells the caller why there is no reply; what ended before stays as it is.
    func fail(_ failure: CallFailure) {
        guard let continuation = end() else { return }
        self.failure = failure
        continuation.resume()
    }

    private func end() -> UnsafeContinuation<Void, Never>? {
        place = .done
        return continuation.take()
    }

    /// How it ended; asked by the caller, who was woken.
    func outcome() throws(CallFailure) -> RawReply {
        span?.end(failure)
        if let reply { return reply }
        throw failure ?? .ofClosedClient
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
