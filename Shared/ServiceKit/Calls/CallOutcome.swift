import OctopusContract
import OctopusMesh
import OctopusStore

/// What a call came to.
struct CallOutcome: Sendable {
    let answer: CallAnswer
    /// The refusal's word, for the log; nil for a success.
    let reason: String?

    static func succeeded(_ body: [UInt8]) -> CallOutcome {
        CallOutcome(answer: CallAnswer(status: .ok, effect: .none, body: body), reason: nil)
    }

    static func refused(_ refusal: Refusal, _ effect: Effect, _ call: IncomingCall) -> CallOutcome {
        CallOutcome(
            answer: CallAnswer(refusal, effect: effect, debugID: call.debugID),
            reason: refusal.reason.word
        )
    }
}

extension CallState {
    /// Whether nobody waits for the call any more; asked from any thread.
    var abandonment: Abandonment? {
        if isCancelled { return .cancelled }
        return isExpired ? .expired : nil
    }
}
