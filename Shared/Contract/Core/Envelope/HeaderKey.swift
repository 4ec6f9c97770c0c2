/// A key of a frame's header: one table for the coders, and for the contract that prints it.
///
/// A key has one type for ever. Unknown keys are ignored, so a number is never used again.
public enum HeaderKey: UInt8, Sendable, CaseIterable {
    /// The call's number; rises strictly within a session.
    case callID = 1
    /// The session that WELCOME opened.
    case sessionID = 2
    /// The method, as loyalty.v1/AwardPoints.
    case method = 3
    /// When the call expires, in milliseconds of the session clock.
    case expiresAt = 4
    /// The tenant or partner whose data the call touches.
    case routingKey = 5
    /// A command's key (UUIDv7): it happens once for each.
    case idempotencyKey = 6
    /// Which attempt this is, from 1.
    case attempt = 7
    /// The person's access token, sent once for each session.
    case token = 8
    /// The token's number, given by the request that brought the token.
    case tokenNumber = 9
    /// A W3C traceparent.
    case trace = 10
    /// The newest position of each log that the person has seen the effects of.
    case seen = 11
    /// The status, by gRPC's numbers.
    case status = 12
    /// What the call did: 0 none, 1 notStarted, 2 unknown, 3 committed.
    case effect = 13
    /// The place in the service's log that the command wrote.
    case position = 14
    /// How many milliseconds to wait before the next attempt.
    case retryAfterMs = 15
    /// Why, in one stable word.
    case reason = 16
    /// Any number; PONG bears the one of its PING.
    case nonce = 17
    /// The session clock, in milliseconds.
    case now = 18
    /// The protocol versions that the client speaks.
    case versions = 19
    /// The protocol version that the service chose.
    case version = 20
    /// The client library's name.
    case library = 21
    /// The client library's version.
    case libraryVersion = 22
    /// The process, in words of its own, for logs.
    case instance = 23
    /// The service's name, as in the mesh map.
    case service = 24
    /// The shard's number, from 0.
    case shard = 25
    /// The contract that the service was built with.
    case contractHash = 26
    /// The longest body that is accepted.
    case maxBodyBytes = 27
    /// How many unanswered calls a session may have.
    case inFlight = 28
    /// The longest header that is accepted.
    case maxHeaderBytes = 29
    /// The network address of the person's device, as the program tells it.
    case clientAddress = 30

    /// The name, as documents and error paths write it.
    public var name: String { "\(self)" }

    /// The key's one type, in CDDL; `log-position` and `uuid` are rules of the printed contract.
    public var cddlType: String {
        switch self {
        case .method, .token, .trace, .reason, .library, .libraryVersion, .instance, .service,
            .clientAddress:
            "tstr"
        case .routingKey, .idempotencyKey: "uuid"
        case .contractHash: "bstr"
        case .seen: "[* log-position]"
        case .position: "log-position"
        case .versions: "[+ uint]"
        case .callID, .sessionID, .expiresAt, .attempt, .tokenNumber, .status, .effect,
            .retryAfterMs, .nonce, .now, .version, .shard, .maxBodyBytes, .inFlight,
            .maxHeaderBytes:
            "uint"
        }
    }

    /// One sentence for those who write a client.
    public var meaning: String {
        switch self {
        case .callID: "The call's number; rises strictly within a session."
        case .sessionID: "The session that WELCOME opened."
        case .method: "The method, as loyalty.v1/AwardPoints."
        case .expiresAt: "When the call expires, in milliseconds of the session clock."
        case .routingKey: "The tenant or partner whose data the call touches."
        case .idempotencyKey: "A command's key (UUIDv7): it happens once for each."
        case .attempt: "Which attempt this is, from 1."
        case .token: "The person's access token, sent once for each session."
        case .tokenNumber: "The token's number, given by the request that brought the token."
        case .trace: "A W3C traceparent."
        case .seen: "The newest position of each log that the person has seen the effects of."
        case .status: "The status, by gRPC's numbers."
        case .effect: "What the call did: 0 none, 1 notStarted, 2 unknown, 3 committed."
        case .position: "The place in the service's log that the command wrote."
        case .retryAfterMs: "How many milliseconds to wait before the next attempt."
        case .reason: "Why, in one stable word."
        case .nonce: "Any number; PONG bears the one of its PING."
        case .now: "The session clock, in milliseconds."
        case .versions: "The protocol versions that the client speaks."
        case .version: "The protocol version that the service chose."
        case .library: "The client library's name."
        case .libraryVersion: "The client library's version."
        case .instance: "The process, in words of its own, for logs."
        case .service: "The service's name, as in the mesh map."
        case .shard: "The shard's number, from 0."
        case .contractHash: "The contract that the service was built with."
        case .maxBodyBytes: "The longest body that is accepted."
        case .inFlight: "How many unanswered calls a session may have."
        case .maxHeaderBytes: "The longest header that is accepted."
        case .clientAddress: "The network address of the person's device, as the program tells it."
        }
    }
}
