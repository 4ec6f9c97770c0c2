import OctopusCBOR
import OctopusContract

extension Refusal {
    /// The body of a request is not what the method expects.
    static func malformed(_ error: CBORError) -> Refusal {
        Refusal(
            .malformed,
            "\(error)",
            violations: [
                Violation(path: error.path, rule: "malformed", message: "\(error.fault)")
            ]
        )
    }
}

extension Reason {
    /// Whether a command that was refused for it is refused again when it is repeated.
    ///
    /// What the service's own data decided stays decided; load, time and permission may change.
    var isStorable: Bool {
        switch status {
        case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
            .outOfRange:
            true
        case .ok, .cancelled, .unknown, .deadlineExceeded, .permissionDenied, .resourceExhausted,
            .unimplemented, .internal, .unavailable, .dataLoss, .unauthenticated:
            false
        }
    }

    /// What a refusal for this reason did, before anything ran.
    var effect: Effect {
        switch status {
        case .unavailable, .resourceExhausted, .cancelled, .deadlineExceeded: .notStarted
        default: .none
        }
    }
}
