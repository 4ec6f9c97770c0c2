public import OctopusContract
public import FoundationEssentials

/// What one call brings beside its request.
public struct CallOptions: Sendable {
    /// The access token of the person for whom the program calls.
    public var token: String?
    /// The partner, or the tenant, whose data is touched; it also chooses the shard.
    public var routingKey: UUID?
    /// A command gets one by itself, kept over all of its attempts.
    ///
    /// Give your own to repeat a
    /// command after this process died.
    public var idempotencyKey: UUID?
    /// How long the caller waits, the service's restarts included.
    public var timeout: Duration
    /// What the person has seen; the reply's position is added.
    public var seen: Sightings?
    /// A shard by its number, instead of the routing key's: to ask each one in turn.
    public var shard: Int?
    /// The service to ask, for the methods that every service answers (`mesh.v1/Health`); else the
    /// method's name says it.
    public var service: String?
    /// A W3C `traceparent`; without it the task's own trace is carried on.
    public var trace: String?
    /// The network address of the person's device, as `203.0.113.7`.
    ///
    /// A program that serves people tells it, so that their guesses are not counted as the program's; it
    /// counts if the program was granted `mesh.v1/TellClientAddress`.
    public var clientAddress: String?

    /// Makes options; what is left out suits most calls.
    public init(
        token: String? = nil,
        routingKey: UUID? = nil,
        idempotencyKey: UUID? = nil,
        timeout: Duration = .seconds(10),
        seen: Sightings? = nil,
        shard: Int? = nil,
        service: String? = nil,
        trace: String? = nil,
        clientAddress: String? = nil
    ) {
        self.token = token
        self.routingKey = routingKey
        self.idempotencyKey = idempotencyKey
        self.timeout = timeout
        self.seen = seen
        self.shard = shard
        self.service = service
        self.trace = trace
        self.clientAddress = clientAddress
    }
}

/// A reply as it came, for callers that know the method by name only.
public struct RawReply: Sendable {
    /// The CBOR of the method's reply.
    public let body: [UInt8]
    /// Where the service's log stood after the command.
    public let position: LogPosition?
    /// How often the call was sent.
    public let attempts: Int

    /// Makes a reply, as a stand-in for a service does.
    public init(body: [UInt8], position: LogPosition?, attempts: Int) {
        self.body = body
        self.position = position
        self.attempts = attempts
    }
}
