public import struct OctopusCBOR.Bytes
public import struct FoundationEssentials.UUID

/// Reads a service's event log from a position on; waits for news if there are none.
///
/// The service limits what is answered to what the program and the person may see. A page ends at
/// `limit` events, or earlier at 512 KiB: an empty or a short page is no end, `isAtEnd` says so.
public enum ReadEvents: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ReadEvents",
        .waitingRead,
        "Reads the service's events after a position, and waits a while if there are none.",
        access: .program,
        routing: .none,
        reasons: [.logChanged]
    )

    public struct Request: Message {
        /// The `next` of the page before; absent: from the log's first event.
        public let after: Bytes?
        /// The same as a place, for readers that may see the whole log and keep its numbers.
        public let place: LogPlace?
        /// Only these kinds, at most 100; absent: all of them.
        public let kinds: [String]?
        /// Only what is about this thing, or concerns it: an award's events concern its end user.
        public let subject: UUID?
        /// How many at most, from 1 to 1000.
        public let limit: Int
        /// How long to wait if there is nothing new, at most 30000.
        public let waitMs: Int
        /// Whether other events end the wait too, with an empty page: for readers of the whole log
        /// that are asked how far they have come.
        public let tellsProgress: Bool?

        /// Makes a request.
        public init(
            after: Bytes? = nil,
            place: LogPlace? = nil,
            kinds: [String]? = nil,
            subject: UUID? = nil,
            limit: Int = 500,
            waitMs: Int = 0,
            tellsProgress: Bool? = nil
        ) {
            self.after = after
            self.place = place
            self.kinds = kinds
            self.subject = subject
            self.limit = limit
            self.waitMs = waitMs
            self.tellsProgress = tellsProgress
        }
    }

    public struct Reply: Message {
        /// In the order in which they happened.
        public let events: [RecordedEvent]
        /// Opaque.
        ///
        /// The reader stores it together with what it did, and asks after it the next time.
        public let next: Bytes
        /// Whether nothing that this reader may see is left.
        public let isAtEnd: Bool
        /// Where the log stands; only for those who may see the whole of it.
        public let log: LogStanding?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(events: [RecordedEvent], next: Bytes, isAtEnd: Bool, log: LogStanding?) {
            self.events = events
            self.next = next
            self.isAtEnd = isAtEnd
            self.log = log
        }
    }
}

/// Where a log stands, for a reader that may see the whole of it.
public struct LogStanding: Message {
    /// What `next` means.
    public let next: LogPlace
    /// The number of the log's newest event.
    public let head: Int64
    /// The number below which events were trimmed.
    public let tail: Int64

    /// Makes one from its fields.
    public init(next: LogPlace, head: Int64, tail: Int64) {
        self.next = next
        self.head = head
        self.tail = tail
    }
}

/// A reader's place in a log.
public struct LogPlace: Message {
    /// The log; another one after a restore.
    public let epoch: UUID
    /// The number of the last event that was read; 0 before the first.
    public let seq: Int64
    /// The event at `seq`, so that another log of the same numbers is noticed; absent before the
    /// first event.
    public let id: UUID?

    /// Makes one from its fields.
    public init(epoch: UUID, seq: Int64, id: UUID?) {
        self.epoch = epoch
        self.seq = seq
        self.id = id
    }
}

/// An event with its place in the log.
public struct RecordedEvent: Message {
    /// Its number in the log: it rises, with gaps where the reader may not see.
    public let seq: Int64
    /// Its own id, the same at every reading.
    public let id: UUID
    /// As `loyalty.v1/PointsAwarded`.
    public let kind: String
    /// When it happened, by the service's clock.
    public let at: Instant
    /// The tenant in which it happened.
    public let tenant: TenantID?
    /// The partner at whom it happened.
    public let partner: PartnerID?
    /// What it is about.
    public let subject: UUID
    /// The W3C trace of the call that caused it.
    public let trace: String?
    /// The event's own CBOR.
    public let body: Bytes
    /// The personal fields' own CBOR; absent if there are none, or the reader may not see them.
    public let personal: Bytes?
    /// The person whose call caused it; absent for what a program or the service did by itself.
    public let by: UUID?
    /// Who acted in that person's place: an impersonator.
    public let actor: UUID?

    /// Makes one from its fields.
    public init(
        seq: Int64,
        id: UUID,
        kind: String,
        at: Instant,
        tenant: TenantID?,
        partner: PartnerID?,
        subject: UUID,
        trace: String?,
        body: Bytes,
        personal: Bytes?,
        by: UUID? = nil,
        actor: UUID? = nil
    ) {
        self.seq = seq
        self.id = id
        self.kind = kind
        self.at = at
        self.tenant = tenant
        self.partner = partner
        self.subject = subject
        self.trace = trace
        self.body = body
        self.personal = personal
        self.by = by
        self.actor = actor
    }
}

extension Reason {
    /// The log is not the one that was read, or no longer has that position; start again.
    public static let logChanged = Reason(
        "logChanged",
        .outOfRange,
        "The log is not the one that was read, or no longer has that position; start again."
    )
}

extension ReadEvents.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...1000),
        .number("waitMs", \.waitMs, 0...30_000),
    ]
}
