import OctopusCBOR
import OctopusContract

extension Refusal {
    /// The body of a request is not what the method expects.
    static func malformed(_ error: CBORError) -> Refusal {
        let message = error.fault.advice
        return Refusal(
            .malformed,
            error.path.isEmpty ? message : "\(error.path): \(message)",
            violations: [
                Violation(path: error.path, rule: error.fault.rule, message: message)
            ]
        )
    }
}

extension CBORFault {
    /// A sentence for the developer of the request.
    var advice: String {
        switch self {
        case .truncated: "The request ends in the middle of a value."
        case .trailingBytes(let count): "\(count) bytes follow the request; it must be one value."
        case .malformed(let what): "It is not CBOR: \(what)."
        case .lengthBeyondInput(let length): "It says a length of \(length), and there is less."
        case .invalidUTF8: "The text is not UTF-8."
        case .nestingTooDeep(let limit): "Arrays and maps may be nested \(limit) deep, no more."
        case .inputTooLarge(let limit): "The request may have \(limit) bytes."
        case .duplicateKey(let key): "The key \"\(key)\" comes twice."
        case .missingKey: "It is required, and missing."
        case .wrongType(let expected, let found): "It must be \(expected), not \(found)."
        case .numberOutOfRange(let type): "The number does not fit \(type)."
        case .unknownValue(let found, let known):
            known.isEmpty
                ? "\"\(found)\" is not known."
                : "\"\(found)\" is not known; it must be one of \(known.joined(separator: ", "))."
        case .invalidValue(let why): why.hasSuffix(".") ? why : "\(why)."
        case .unsupported(let what): "It can't be read: \(what)."
        }
    }
}

extension Refusal {
    /// The idempotency key is some other kind of identifier.
    static let keyInvalid = Refusal(
        .invalid,
        "The idempotency key is no UUIDv7: 48 bits of the milliseconds since 1970, version 7, "
            + "variant 10, the rest random. Make one for each command, and repeat it with it.",
        violations: [
            Violation(path: "idempotencyKey", rule: "uuidv7", message: "a UUID of version 7")
        ]
    )

    static func keyAhead(byMilliseconds milliseconds: Int64) -> Refusal {
        Refusal(
            .idempotencyKeyAhead,
            "The idempotency key was made \(milliseconds / 1000) s after the service's present; "
                + "300 s are allowed. Correct the clock of the machine that made it, or the service's."
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
