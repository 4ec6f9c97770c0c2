import Contract
import Mesh
import Store
import struct FoundationEssentials.UUID

/// A call as the pipeline sees it, whatever brought it.
struct CallRequest: Sendable {
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
