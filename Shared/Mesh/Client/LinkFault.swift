import OctopusContract

/// Why a service can't be reached, or no longer.
enum LinkFault: Sendable, Hashable {
    case nameUnresolved
    /// No name server could be asked, for the system's reason.
    case nameLookUpFailed(String)
    case nameServerSilent
    case nothingListens
    case silent
    case handshakeUnfinished
    case keyMismatch
    case unregistered
    /// The service's own check of keys failed, with ZAP's status.
    case keyCheckFailed(Int32)
    case notCurve
    case greetingUnanswered
    case greetingRefused(String)
    /// Another service answers there, or another shard.
    case misplaced(String)
    case unresponsive(milliseconds: Int64)
    /// It answers PING, but not so many calls that were taken back.
    case unanswered(calls: Int)
    case lost
    case wentAway(String)
    /// No socket could be made, or the endpoint is none.
    case socketFailed(String, isEndpoint: Bool)

    /// The service said that it goes.
    var isDeparture: Bool { if case .wentAway = self { true } else { false } }

    /// What a person has to correct; nil for what time alone may heal.
    var reason: Reason? {
        switch self {
        case .unregistered: .keyUnregistered
        case .keyMismatch, .notCurve: .serviceKeyMismatch
        case .nameUnresolved, .misplaced, .socketFailed(_, isEndpoint: true): .wrongAddress
        default: nil
        }
    }

    /// A sentence for the log and for `CallFailure.message`.
    ///
    /// - Parameters:
    ///   - shard: where the service should be, as the map says.
    ///   - clientKey: who the client is.
    /// - Returns: What a person can act on.
    func explanation(shard: MeshMap.Shard, clientKey: CurvePublicKey) -> String {
        let endpoint = shard.endpoint
        switch self {
        case .nameUnresolved:
            return "the name in \(endpoint) doesn't resolve"
        case .nameLookUpFailed(let why):
            return "the name in \(endpoint) can't be looked up: \(why)"
        case .nameServerSilent:
            return "no name server answers for the name in \(endpoint)"
        case .nothingListens:
            return "nothing listens on \(endpoint), or there is no route to it"
        case .silent:
            return "\(endpoint) doesn't answer: the host is down, or a firewall drops what is sent"
        case .handshakeUnfinished:
            return "\(endpoint) accepts connections but doesn't finish the handshake: its process "
                + "hangs, or something else listens there"
        case .keyMismatch:
            return "likely key mismatch: the map says that \(endpoint) has the public key "
                + "\(shard.publicKey), but the handshake never completes"
        case .unregistered:
            return "refused by ZAP: this program's key \(clientKey) isn't registered at \(endpoint)"
        case .keyCheckFailed(let status):
            return "\(endpoint) could not check this program's key (ZAP status \(status))"
        case .notCurve:
            return "what listens on \(endpoint) doesn't speak ZeroMQ with CURVE"
        case .greetingUnanswered:
            return "\(endpoint) finished the handshake but doesn't answer HELLO"
        case .greetingRefused(let why):
            return "\(endpoint) refused HELLO: \(why)"
        case .misplaced(let who):
            return "the map is wrong: \(endpoint) answers as \(who)"
        case .unresponsive(let milliseconds):
            return "\(endpoint) is connected but hasn't answered PING for \(milliseconds) ms"
        case .unanswered(let calls):
            return "\(endpoint) is connected but never answered \(calls) calls that were taken back"
        case .lost:
            return "the connection to \(endpoint) was lost"
        case .wentAway(let why):
            return "\(endpoint) is shutting down (\(why))"
        case .socketFailed(let why, _):
            return "no socket for \(endpoint): \(why)"
        }
    }
}
