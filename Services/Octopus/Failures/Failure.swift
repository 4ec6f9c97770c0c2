import OctopusClient
import OctopusMesh

/// How the program ends, for scripts.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    /// A service refused: the request breaks a rule, or something is not as it has to be.
    case refused = 1
    /// The command line, a file or the JSON is wrong; nothing was sent.
    case usage = 2
    /// No answer: unreachable, too late, overloaded.
    case unreachable = 3
    /// Not logged in, not allowed, or a key that the services do not know.
    case denied = 4
    /// A service, or this program, failed; also if what it says can't be written.
    case fault = 5

    /// One line of the help.
    var meaning: String {
        switch self {
        case .success: "done"
        case .refused: "refused by a service: a rule, or the state of things"
        case .usage: "wrong command line, file or JSON; nothing was sent"
        case .unreachable: "no answer: unreachable, too late, overloaded"
        case .denied: "not logged in, not allowed, or an unknown key"
        case .fault: "a service failed, or the output can't be written"
        }
    }
}

/// Why the program ends otherwise than asked for, and what to do next.
struct Failure: Error, Hashable, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let advice: String?

    init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
        self.status = status
        self.message = message
        self.advice = advice
    }

    var description: String {
        "octopus: \(message)" + (advice.map { "\n\($0)" } ?? "")
    }
}

extension Failure {
    /// Tells a failed call in words, with its violations and what it did.
    init(_ failure: CallFailure) {
        var lines = ["\(failure.reason): \(failure.message)"]
        lines += failure.violations.map { "  \($0.path): \($0.message) (\($0.rule))" }
        if let debugID = failure.debugID { lines.append("  In the service's log: \(debugID)") }
        switch failure.effect {
        case .none: break
        case .notStarted: lines.append("  Nothing was done.")
        case .unknown: lines.append("  It may have been done or not: look before you repeat it.")
        case .committed: lines.append("  It was done.")
        }
        let status = Self.isUnknownKey(failure) ? .denied : ExitStatus(failure.status)
        self.init(
            status,
            lines.joined(separator: "\n"),
            advice: Self.advice(for: failure, status)
        )
    }

    /// A key that no service knows never gets as far as a refusal with a reason of its own: the
    /// connection does not come about, and the client's words say why.
    private static func isUnknownKey(_ failure: CallFailure) -> Bool {
        failure.reason == .keyUnregistered
            || failure.effect == .notStarted && failure.message.contains("refused by ZAP")
    }

    private static func advice(for failure: CallFailure, _ status: ExitStatus) -> String? {
        if isUnknownKey(failure) {
            return
                "Have the key registered: octopus keys grant NAME --public-key KEY --grant METHODS"
        }
        return switch (failure.reason.word, status) {
        case ("unauthenticated", _), ("tokenExpired", _), ("tokenRevoked", _),
            ("refreshTokenInvalid", _):
            "Log in: octopus login --tenant ID E-MAIL"
        case ("denied", _), ("revoked", _):
            "See who may: octopus describe METHOD. Grants: octopus keys grant --help"
        case ("badCredentials", _): "Forgotten? octopus forgot-password --tenant ID E-MAIL"
        case ("weakPassword", _): "Several words that nobody guesses make a good one."
        case ("linkInvalid", _):
            "Have another one mailed: octopus forgot-password --tenant ID E-MAIL"
        case ("invitationInvalid", _): "Have another one mailed: octopus users resend USER"
        case ("impersonated", _): "Go back to yourself first: octopus impersonate --exit"
        case ("roleInUse", _): "See who has it: octopus roles show ROLE"
        case ("secondFactorDemanded", _): "Your role demands it: octopus me"
        case ("unknownMethod", _): "See what there is: octopus list"
        case ("routingKeyMissing", _): "Name the tenant or partner: --route ID"
        case ("unknownService", _): "See which services the mesh map has: octopus health"
        case (_, .unreachable): "See what runs: octopus health"
        default: nil
        }
    }
}

extension ExitStatus {
    init(_ status: Status) {
        self =
            switch status {
            case .ok: .success
            case .unavailable, .deadlineExceeded, .resourceExhausted, .cancelled: .unreachable
            case .unauthenticated, .permissionDenied: .denied
            case .unknown, .internal, .dataLoss, .unimplemented: .fault
            case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
                .outOfRange:
                .refused
            }
    }
}
