public import OctopusContract
public import struct FoundationEssentials.UUID

/// A frame's header, by its kind.
///
/// What a kind must have is not optional here.
public enum FrameHeader: Hashable, Sendable {
    /// HELLO.
    case hello(HelloHeader)
    /// A service opens a session.
    case welcome(WelcomeHeader)
    /// The header of REQUEST.
    case request(RequestHeader)
    /// The header of REPLY.
    case reply(ReplyHeader)
    /// The header of CANCEL.
    case cancel(CancelHeader)
    /// The header of PING.
    case ping(PingHeader)
    /// The header of PONG.
    case pong(PongHeader)
    /// The header of GOAWAY.
    case goAway(reason: String)
    /// The header of RESET.
    case reset(ResetHeader)

    /// The kind that the prefix says.
    public var kind: FrameKind {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .request: .request
        case .reply: .reply
        case .cancel: .cancel
        case .ping: .ping
        case .pong: .pong
        case .goAway: .goAway
        case .reset: .reset
        }
    }
}

/// A client begins a session.
public struct HelloHeader: Hashable, Sendable {
    /// The protocol versions that the client speaks.
    public var versions: [UInt64]
    /// The client library's name.
    public var library: String
    /// The client library's version.
    public var libraryVersion: String
    /// The process, in words of its own, for logs.
    public var instance: String

    /// Makes a header of its values.
    public init(versions: [UInt64], library: String, libraryVersion: String, instance: String) {
        self.versions = versions
        self.library = library
        self.libraryVersion = libraryVersion
        self.instance = instance
    }
}

/// A service opens a session.
public struct WelcomeHeader: Hashable, Sendable {
    /// The protocol version that the service chose.
    public var version: UInt64
    /// The session that WELCOME opened.
    public var sessionID: UInt64
    /// The service's name, as in the mesh map.
    public var service: String
    /// The number of the shard, from 0.
    public var shard: Int
    /// A digest of what can be called; another one says that the contract differs.
    public var contractHash: [UInt8]
    /// The session clock.
    public var nowMilliseconds: Int64
    /// The longest header that the service takes.
    public var maxHeaderBytes: Int
    /// The longest body that the service takes.
    public var maxBodyBytes: Int
    /// How many unanswered calls the session may have, waiting reads aside.
    public var inFlight: Int

    /// Makes a header of its values.
    public init(
        version: UInt64,
        sessionID: UInt64,
        service: String,
        shard: Int,
        contractHash: [UInt8],
        nowMilliseconds: Int64,
        maxHeaderBytes: Int,
        maxBodyBytes: Int,
        inFlight: Int
    ) {
        self.version = version
        self.sessionID = sessionID
        self.service = service
        self.shard = shard
        self.contractHash = contractHash
        self.nowMilliseconds = nowMilliseconds
        self.maxHeaderBytes = maxHeaderBytes
        self.maxBodyBytes = maxBodyBytes
        self.inFlight = inFlight
    }
}

/// A client calls a method.
public struct RequestHeader: Hashable, Sendable {
    /// The number of the call; it rises strictly within a session.
    public var callID: UInt64
    /// The session that WELCOME opened.
    public var sessionID: UInt64
    /// As `loyalty.v1/AwardPoints`.
    public var method: String
    /// On the session clock.
    public var expiresAtMilliseconds: Int64?
    /// The tenant or partner whose data the call touches.
    public var routingKey: UUID?
    /// A UUIDv7 that is kept over all attempts of a command.
    public var idempotencyKey: UUID?
    /// From 1.
    public var attempt: Int?
    /// The person's access token, sent once for each session together with its number.
    public var token: String?
    /// The number that the token was given, or is given by this request.
    public var tokenNumber: UInt64?
    /// A W3C traceparent.
    public var trace: String?
    /// The newest position of each log whose effects the caller has seen.
    public var seen: [LogPosition]
    /// The network address of the person's device; worth something from programs that may tell it.
    public var clientAddress: String?

    /// Makes a header of its values.
    public init(
        callID: UInt64,
        sessionID: UInt64,
        method: String,
        expiresAtMilliseconds: Int64? = nil,
        routingKey: UUID? = nil,
        idempotencyKey: UUID? = nil,
        attempt: Int? = nil,
        token: String? = nil,
        tokenNumber: UInt64? = nil,
        trace: String? = nil,
        seen: [LogPosition] = [],
        clientAddress: String? = nil
    ) {
        self.callID = callID
        self.sessionID = sessionID
        self.method = method
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.routingKey = routingKey
        self.idempotencyKey = idempotencyKey
        self.attempt = attempt
        self.token = token
        self.tokenNumber = tokenNumber
        self.trace = trace
        self.seen = seen
        self.clientAddress = clientAddress
    }
}

/// A service answers a call.
public struct ReplyHeader: Hashable, Sendable {
    /// The number of the call; it rises strictly within a session.
    public var callID: UInt64
    /// A number that this side does not know is read as `unknown`.
    public var status: Status
    /// A reply without it: `committed` or nothing to commit if the status is `ok`, else `unknown`.
    public var effect: Effect?
    /// Where the command's events stand in the service's log.
    public var position: LogPosition?
    /// How long to wait before another attempt.
    public var retryAfterMilliseconds: Int64?

    /// Makes a header of its values.
    public init(
        callID: UInt64,
        status: Status,
        effect: Effect? = nil,
        position: LogPosition? = nil,
        retryAfterMilliseconds: Int64? = nil
    ) {
        self.callID = callID
        self.status = status
        self.effect = effect
        self.position = position
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }
}

/// A client takes a call back.
public struct CancelHeader: Hashable, Sendable {
    /// The number of the call; it rises strictly within a session.
    public var callID: UInt64
    /// The session that WELCOME opened.
    public var sessionID: UInt64

    /// Makes a header of its values.
    public init(callID: UInt64, sessionID: UInt64) {
        self.callID = callID
        self.sessionID = sessionID
    }
}

/// Either side asks whether the other one lives.
public struct PingHeader: Hashable, Sendable {
    /// Any number; PONG repeats that of its PING.
    public var nonce: UInt64
    /// The session that WELCOME opened.
    public var sessionID: UInt64

    /// Makes a header of its values.
    public init(nonce: UInt64, sessionID: UInt64) {
        self.nonce = nonce
        self.sessionID = sessionID
    }
}

/// The answer to PING.
public struct PongHeader: Hashable, Sendable {
    /// Any number; PONG repeats that of its PING.
    public var nonce: UInt64
    /// The session that WELCOME opened.
    public var sessionID: UInt64
    /// The session clock; a client's own clock when the service asked, which ignores it.
    public var nowMilliseconds: Int64

    /// Makes a header of its values.
    public init(nonce: UInt64, sessionID: UInt64, nowMilliseconds: Int64) {
        self.nonce = nonce
        self.sessionID = sessionID
        self.nowMilliseconds = nowMilliseconds
    }
}

/// A service does not accept a frame, or the session that it names.
public struct ResetHeader: Hashable, Sendable {
    /// The session that the frame named; 0 if it named none.
    public var sessionID: UInt64
    /// One of `ResetReason`, or a word of a later version.
    public var reason: String
    /// The call of the frame that is answered: nobody began it.
    public var callID: UInt64?

    /// Makes a header of its values.
    public init(sessionID: UInt64, reason: String, callID: UInt64? = nil) {
        self.sessionID = sessionID
        self.reason = reason
        self.callID = callID
    }
}
