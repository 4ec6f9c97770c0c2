public import OctopusContract
public import OctopusPartnersContract

/// Something that a partner wants of advertising needs the tenant's approval.
public struct ApprovalWanted: ApprovalAsked {
    public static let declaration = EventDeclaration(
        "advertising.v1/ApprovalWanted",
        .fact,
        "Impressions, or what is to be shown for them, want the tenant's approval."
    )

    /// The request, which advertising has named.
    public let requestId: RequestID
    /// `advertisingPackage`, `ad` or `adCampaign`.
    public let kind: RequestKind
    /// What it is called in lists.
    public let title: String
    /// What it costs; of a package how many impressions it has, too.
    public let items: [RequestedItem]
    /// What would be shown.
    public let preview: RequestPreview?
    /// Who asked.
    public let askedById: UserID
    /// Who acted in that person's place.
    public let askedActorId: UserID?

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        kind: RequestKind,
        title: String,
        items: [RequestedItem] = [],
        preview: RequestPreview? = nil,
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
