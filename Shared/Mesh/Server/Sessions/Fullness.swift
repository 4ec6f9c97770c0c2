import OctopusContract
import OctopusFairTurns

/// What a call met that had no room for it.
struct Fullness: Error, Hashable {
    /// Of what; the word stands in the refusal's violation.
    enum Room: String {
        case inFlight, waitingReads, queue, bytes
    }

    let room: Room
    /// Whose part of it is full; nil for the session's own.
    let level: Share.Level?

    /// The refusal, which names the share and the room.
    func refusal(_ limits: ServerLimits) -> Refusal {
        let share = level?.description ?? "session"
        let message = "The \(share) has as many \(things) as it may have now; wait and retry."
        return Refusal(
            .overloaded,
            message,
            violations: [Violation(path: share, rule: room.rawValue, message: message)],
            retryAfterMilliseconds: limits.retryAfterMilliseconds
        )
    }

    private var things: String {
        switch room {
        case .inFlight: "unanswered calls"
        case .waitingReads: "waiting reads"
        case .queue: "calls that wait for their turn"
        case .bytes: "bytes of unanswered requests"
        }
    }
}
