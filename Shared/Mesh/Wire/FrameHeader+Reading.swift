import OctopusCBOR
import OctopusContract

extension FrameHeader {
    /// Reads a header's map; unknown keys are ignored, missing ones are not.
    init(kind: FrameKind, parsing bytes: UnsafeRawBufferPointer) throws(FrameFault) {
        var pairs = try HeaderPairs(bytes)
        switch kind {
        // A throwing initializer would copy these two, which come with every call.
        case .request:
            var header = RequestHeader(callID: 0, sessionID: 0, method: "")
            try header.read(&pairs)
            self = .request(header)
        case .reply:
            var header = ReplyHeader(callID: 0, status: .unknown)
            try header.read(&pairs)
            self = .reply(header)
        case .hello: self = .hello(try HelloHeader(HeaderFields(&pairs)))
        case .welcome: self = .welcome(try WelcomeHeader(HeaderFields(&pairs)))
        case .cancel: self = .cancel(try CancelHeader(HeaderFields(&pairs)))
        case .ping: self = .ping(try PingHeader(HeaderFields(&pairs)))
        case .pong: self = .pong(try PongHeader(HeaderFields(&pairs)))
        case .goAway:
            self = .goAway(reason: try require(HeaderFields(&pairs).reason, .reason))
        case .reset: self = .reset(try ResetHeader(HeaderFields(&pairs)))
        }
    }
}

extension CancelHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        callID = try require(fields.callID, .callID)
        sessionID = try require(fields.sessionID, .sessionID)
    }
}

extension PingHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        nonce = try require(fields.nonce, .nonce)
        sessionID = try require(fields.sessionID, .sessionID)
    }
}

extension PongHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        nonce = try require(fields.nonce, .nonce)
        sessionID = try require(fields.sessionID, .sessionID)
        // A client's PONG needs no clock, and nobody asks for its.
        nowMilliseconds = fields.now ?? 0
    }
}

extension ResetHeader {
    fileprivate init(_ fields: HeaderFields) throws(FrameFault) {
        sessionID = try require(fields.sessionID, .sessionID)
        reason = try require(fields.reason, .reason)
        callID = fields.callID
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
    fileprivate mutating func read(_ pairs: inout HeaderPairs) throws(FrameFault) {
        while let key = try pairs.next() {
            switch key {
            case .callID: callID = try pairs.unsigned()
            case .sessionID: sessionID = try pairs.unsigned()
            case .method: method = try pairs.text()
            case .expiresAt: expiresAtMilliseconds = try pairs.milliseconds()
            case .routingKey: routingKey = try pairs.uuid()
            case .idempotencyKey: idempotencyKey = try pairs.uuid()
            case .attempt: attempt = try pairs.count()
            case .token: token = try pairs.text()
            case .tokenNumber: tokenNumber = try pairs.unsigned()
            case .trace: trace = try pairs.text()
            case .seen: seen = try pairs.value { try $0.elements { try $0.position() } }
            case .clientAddress: clientAddress = try pairs.text()
            default: try pairs.ignore(key)
            }
        }
        try pairs.require(.callID)
        try pairs.require(.sessionID)
        try pairs.require(.method)
    }
}

extension ReplyHeader {
    fileprivate mutating func read(_ pairs: inout HeaderPairs) throws(FrameFault) {
        while let key = try pairs.next() {
            switch key {
            case .callID: callID = try pairs.unsigned()
            case .status:
                let number = try pairs.unsigned()
                status = UInt8(exactly: number).flatMap(Status.init(rawValue:)) ?? .unknown
            case .effect:
                let number = try pairs.unsigned()
                effect = UInt8(exactly: number).flatMap(Effect.init(rawValue:)) ?? .unknown
            case .position: position = try pairs.value { try $0.position() }
            case .retryAfterMs: retryAfterMilliseconds = try pairs.milliseconds()
            default: try pairs.ignore(key)
            }
        }
        try pairs.require(.callID)
        try pairs.require(.status)
    }
}

private func require<Value>(_ value: Value?, _ key: HeaderKey) throws(FrameFault) -> Value {
    guard let value else { throw .missingKey(key) }
    return value
}
