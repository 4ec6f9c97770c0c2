import Contract
import Mesh
import Store

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

extension CallState {
    /// Whether nobody waits for the call any more; asked from any thread.
    var abandonment: Abandonment? {
        if isCancelled { return .cancelled }
        return isExpired ? .expired : nil
    }
}
