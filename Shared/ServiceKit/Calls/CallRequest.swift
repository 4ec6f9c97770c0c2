import Contract
import Mesh
import Store
import struct FoundationEssentials.UUID

/// A call as the pipeline sees it, whatever brought it.
///
/// A class, since it is handed on a dozen times on its way.
final class CallRequest: Sendable {
    let principal: Principal
    let method: String
    let routingKey: UUID?
    let idempotencyKey: UUID?
    let token: String?
    /// The caller's W3C traceparent.
    let trace: String?
    let seen: [LogPosition]
    let body: [UInt8]
    /// The session that brought it; 0 for a call from within the process.
    let sessionID: UInt64
    let callID: UInt64
    let state: CallState

    init(_ call: IncomingCall) {
        principal = call.principal
        method = call.method
        routingKey = call.routingKey
        idempotencyKey = call.idempotencyKey
        token = call.token
        trace = call.trace
        seen = call.seen
        body = call.body
        (sessionID, callID) = (call.sessionID, call.callID)
        state = call.state
    }

    /// A call from within the process, which waits for its answer.
    init(
        localCall number: UInt64,
        of method: String,
        body: [UInt8],
        as principal: Principal,
        token: String?,
        routingKey: UUID?,
        key: UUID?,
        seen: [LogPosition]
    ) {
        self.principal = principal
        self.method = method
        self.routingKey = routingKey
        idempotencyKey = key
        self.token = token
        trace = nil
        self.seen = seen
        self.body = body
        (sessionID, callID) = (0, number)
        state = CallState(expiresAtMilliseconds: MonotonicClock.nowMilliseconds + 10_000)
    }

    /// Finds the call in the log.
    var debugID: String { IncomingCall.debugID(sessionID: sessionID, callID: callID) }
}

extension CallState {
    /// Whether nobody waits for the call any more; asked from any thread.
    var abandonment: Abandonment? {
        if isCancelled { return .cancelled }
        return isExpired ? .expired : nil
    }
}

/// What a call came to.
struct CallOutcome: Sendable {
    let status: Status
    let effect: Effect
    let position: LogPosition?
    let retryAfterMilliseconds: Int64?
    let body: [UInt8]
    /// The refusal's word, for the log and the metrics; nil for a success.
    let reason: String?
}
