import Contract

extension FrameHeader {
    /// Reads a header's map; unknown keys are ignored, missing ones are not.
    init(kind: FrameKind, parsing bytes: UnsafeRawBufferPointer) throws(FrameFault) {
        let fields = try HeaderFields(parsing: bytes)
        switch kind {
        case .hello: self = .hello(try HelloHeader(fields))
        case .welcome: self = .welcome(try WelcomeHeader(fields))
        case .request: self = .request(try RequestHeader(fields))
        case .reply: self = .reply(try ReplyHeader(fields))
        case .cancel:
            self = .cancel(
                CancelHeader(
                    callID: try require(fields.callID, .callID),
                    sessionID: try require(fields.sessionID, .sessionID)
                )
            )
        case .ping:
            self = .ping(
                PingHeader(
                    nonce: try require(fields.nonce, .nonce),
                    sessionID: try require(fields.sessionID, .sessionID)
                )
            )
        case .pong:
            // A client's PONG needs no clock, and nobody asks for its.
            self = .pong(
                PongHeader(
                    nonce: try require(fields.nonce, .nonce),
                    sessionID: try require(fields.sessionID, .sessionID),
                    nowMilliseconds: fields.now ?? 0
                )
            )
        case .goAway: self = .goAway(reason: try require(fields.reason, .reason))
        case .reset:
            self = .reset(
                ResetHeader(
                    sessionID: try require(fields.sessionID, .sessionID),
                    reason: try require(fields.reason, .reason),
                    callID: fields.callID
                )
            )
        }
    }
}

extension HelloHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        versions = try require(fields.versions, .versions)
        library = try require(fields.library, .library)
        libraryVersion = try require(fields.libraryVersion, .libraryVersion)
        instance = try require(fields.instance, .instance)
    }
}

extension WelcomeHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        version = try require(fields.version, .version)
        sessionID = try require(fields.sessionID, .sessionID)
        service = try require(fields.service, .service)
        shard = try require(fields.shard, .shard)
        contractHash = try require(fields.contractHash, .contractHash)
        nowMilliseconds = try require(fields.now, .now)
        maxHeaderBytes = try require(fields.maxHeaderBytes, .maxHeaderBytes)
        maxBodyBytes = try require(fields.maxBodyBytes, .maxBodyBytes)
        inFlight = try require(fields.inFlight, .inFlight)
    }
}

extension RequestHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        callID = try require(fields.callID, .callID)
        sessionID = try require(fields.sessionID, .sessionID)
        method = try require(fields.method, .method)
        expiresAtMilliseconds = fields.expiresAt
        routingKey = fields.routingKey
        idempotencyKey = fields.idempotencyKey
        attempt = fields.attempt
        token = fields.token
        tokenNumber = fields.tokenNumber
        trace = fields.trace
        seen = fields.seen
    }
}

extension ReplyHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        callID = try require(fields.callID, .callID)
        let number = try require(fields.status, .status)
        status = UInt8(exactly: number).flatMap(Status.init(rawValue:)) ?? .unknown
        effect = fields.effect.map {
            UInt8(exactly: $0).flatMap(Effect.init(rawValue:)) ?? .unknown
        }
        position = fields.position
        retryAfterMilliseconds = fields.retryAfterMs
    }
}

private func require<Value>(_ value: Value?, _ key: HeaderKey) throws(FrameFault) -> Value {
    guard let value else { throw .missingKey(key) }
    return value
}
