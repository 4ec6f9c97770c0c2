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
    /// Finds the call in the log.
    let debugID: String
    /// Whether nobody waits for it any more; asked from any thread.
    let abandonment: @Sendable () -> Abandonment?
    /// How long somebody still waits for it.
    let remaining: @Sendable () -> Duration
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
