public import struct OctopusCBOR.Bytes
public import struct FoundationEssentials.UUID

/// Reads the present states of kinds of events, page by page.
///
/// The reader applies every page, each state in place of what it had, then reads events from the
/// *first* page's position on, of which it keeps higher versions. It forgets what the snapshot no longer had. A
/// page ends at `limit` states, or earlier at 512 KiB: only an absent `next` is the end.
public enum ReadSnapshot: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ReadSnapshot",
        .read,
        "Reads the present states that events of these kinds would tell, with the log's position.",
        access: .program,
        routing: .none
    )

    public struct Request: Message {
        /// At most 100.
        public let kinds: [String]
        /// The page's place: what the last one answered as `next`; absent for the first.
        public let after: Bytes?
        /// How many at most, from 1 to 1000.
        public let limit: Int

        /// Makes a request.
        public init(kinds: [String], after: Bytes? = nil, limit: Int = 500) {
            self.kinds = kinds
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// Where the log was when this page was read: what `ReadEvents` takes as `after`.
        public let events: Bytes
        /// The same as a place; only for those who may see the whole log.
        public let place: LogPlace?
        /// Those of the kinds asked for that the service has snapshots of; the others can only be
        /// read from the log's start.
        public let kinds: [String]
        /// The states of this page.
        public let states: [SnapshotState]
        /// Opaque; absent after the last page.
        public let next: Bytes?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            events: Bytes,
            place: LogPlace?,
            kinds: [String],
            states: [SnapshotState],
            next: Bytes?
        ) {
            self.events = events
            self.place = place
            self.kinds = kinds
            self.states = states
            self.next = next
        }
    }
}

/// The present state of one thing, as an event of its kind would tell it.
public struct SnapshotState: Message {
    /// The kind of event that would tell it.
    public let kind: String
    /// What it is the state of.
    public let subject: UUID
    /// The tenant that it belongs to.
    public let tenant: TenantID?
    /// The partner that it belongs to.
    public let partner: PartnerID?
    /// The event's own CBOR.
    public let body: Bytes
    /// The personal fields' own CBOR; absent if there are none, or the reader may not see them.
    public let personal: Bytes?

    /// Makes one from its fields.
    public init(
        kind: String,
        subject: UUID,
        tenant: TenantID?,
        partner: PartnerID?,
        body: Bytes,
        personal: Bytes?
    ) {
        self.kind = kind
        self.subject = subject
        self.tenant = tenant
        self.partner = partner
        self.body = body
        self.personal = personal
    }
}

extension ReadSnapshot.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...1000)
    ]
}
