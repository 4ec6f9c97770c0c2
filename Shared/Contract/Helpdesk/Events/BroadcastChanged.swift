public import OctopusContract
public import OctopusPartnersContract

/// A broadcast as it now is, without its words.
public struct BroadcastChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/BroadcastChanged",
        .state,
        "Where a message to many stands, and how far it has come.",
        isForPrograms: true
    )

    /// Its identifier.
    public let id: BroadcastID
    /// Rises with each change, and while it is sent.
    public let version: Int64
    /// Where it stands.
    public let status: BroadcastStatus
    /// The channels in whose chats it is.
    public let channels: [ChannelID]
    /// How many end users it is for; absent until they were gathered.
    public let audience: Int64?
    /// How many of them got it.
    public let sent: Int64
    /// How many did not.
    public let skipped: Int64

    /// Makes one from its fields.
    public init(
        id: BroadcastID,
        version: Int64,
        status: BroadcastStatus,
        channels: [ChannelID],
        audience: Int64?,
        sent: Int64,
        skipped: Int64
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.channels = channels
        self.audience = audience
        self.sent = sent
        self.skipped = skipped
    }
}

/// A broadcast to others than followers wants the tenant's approval.
public struct BroadcastApprovalAsked: ApprovalAsked {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/BroadcastApprovalAsked",
        .fact,
        "A message to others than followers wants the tenant's approval."
    )

    /// The request, which the help desk has named.
    public let requestId: RequestID
    /// Always `broadcast`.
    public let kind: RequestKind
    /// What the broadcast is called in lists.
    public let title: String
    /// Nothing: it has no price.
    public let items: [RequestedItem]
    /// What would be sent, and to how many.
    public let preview: RequestPreview?
    /// Who asked.
    public let askedById: UserID
    /// Who acted in that person's place.
    public let askedActorId: UserID?

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        kind: RequestKind = .broadcast,
        title: String,
        items: [RequestedItem] = [],
        preview: RequestPreview?,
        askedById: UserID,
        askedActorId: UserID?
    ) {
        self.requestId = requestId
        self.kind = kind
        self.title = title
        self.items = items
        self.preview = preview
        self.askedById = askedById
        self.askedActorId = askedActorId
    }
}

/// How many messages a partner has sent to many in a month.
public struct HelpdeskMessagesCounted: MessagesCounted {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/HelpdeskMessagesCounted",
        .state,
        "How many end users a partner has sent messages to in a month."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// The calendar month in the tenant's time zone, as `2026-11`.
    public let month: String
    /// How many end users got one in it.
    public let sent: Int64

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, month: String, sent: Int64) {
        self.id = id
        self.version = version
        self.month = month
        self.sent = sent
    }
}
