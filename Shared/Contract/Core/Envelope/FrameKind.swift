/// What a frame is: the fourth byte of its prefix.
public enum FrameKind: UInt8, Sendable, CaseIterable {
    /// A client begins a session.
    case hello = 1
    /// The service opens it and tells its limits.
    case welcome = 2
    /// One call.
    case request = 3
    /// The answer to one call.
    case reply = 4
    /// The caller takes a call back.
    case cancel = 5
    /// Asks whether the other program lives.
    case ping = 6
    /// Answers PING.
    case pong = 7
    /// The service is about to stop.
    case goAway = 8
    /// The service does not accept a frame or a session.
    case reset = 9

    /// As documents write it: `GOAWAY`.
    public var name: String { "\(self)".uppercased() }

    /// Who sends it.
    public var sender: FrameSender {
        switch self {
        case .hello, .request, .cancel: .client
        case .welcome, .reply, .goAway, .reset: .service
        case .ping, .pong: .either
        }
    }

    /// The keys that its header always has.
    public var requiredKeys: [HeaderKey] {
        switch self {
        case .hello: [.versions, .library, .libraryVersion, .instance]
        case .welcome:
            [
                .version, .sessionID, .service, .shard, .contractHash, .now, .maxBodyBytes,
                .inFlight, .maxHeaderBytes,
            ]
        case .request: [.callID, .sessionID, .method]
        case .reply: [.callID, .status]
        case .cancel: [.callID, .sessionID]
        case .ping: [.nonce, .sessionID]
        case .pong: [.nonce, .sessionID]
        case .goAway: [.reason]
        case .reset: [.sessionID, .reason]
        }
    }

    /// The keys that its header may have.
    public var optionalKeys: [HeaderKey] {
        switch self {
        case .request:
            [
                .expiresAt, .routingKey, .idempotencyKey, .attempt, .token, .tokenNumber, .trace,
                .seen, .clientAddress,
            ]
        case .reply: [.effect, .position, .retryAfterMs]
        case .reset: [.callID]
        // A service's; a client has no session clock of its own.
        case .pong: [.now]
        case .hello, .welcome, .cancel, .ping, .goAway: []
        }
    }
}

/// Which side of a session sends a frame.
public enum FrameSender: String, Sendable { case client, service, either }
