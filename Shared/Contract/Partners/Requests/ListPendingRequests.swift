public import OctopusContract

/// Lists what waits for the tenant on one of its desks, the oldest first.
public enum ListPendingRequests: Method {
    public typealias Reply = Page<PendingRequest>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListPendingRequests",
        .read,
        "Lists the requests that wait for the tenant, the oldest first.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Which desk.
        public let desk: RequestDesk
        /// Only those of this kind.
        public let kind: RequestKind?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            desk: RequestDesk,
            kind: RequestKind? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.desk = desk
            self.kind = kind
            self.after = after
            self.limit = limit
        }
    }
}

extension ListPendingRequests.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// A request that waits, with all that its decision needs.
public struct PendingRequest: Message {
    /// Its identifier.
    public let id: RequestID
    /// What sort of request it is.
    public let kind: RequestKind
    /// What it is called in lists.
    public let title: String
    /// Who asks; absent for who is to become a partner.
    public let partnerId: PartnerID?
    /// What the partner calls itself.
    public let partnerName: String
    /// Whether a partner asks that is active already.
    public let isActivePartner: Bool
    /// What is asked for, with its price then.
    public let items: [RequestedItem]
    /// When it was asked for.
    public let requestedAt: Instant
    /// Where who asks can be called.
    public let phone: String?
    /// Where the decision is mailed.
    public let email: String?
    /// The partner's own site.
    public let website: String?
    /// What who asks says about it.
    public let description: String?
    /// What would be sent or shown; of the desk `others` alone.
    public let preview: RequestPreview?

    /// Makes one from its fields.
    public init(
        id: RequestID,
        kind: RequestKind,
        title: String,
        partnerId: PartnerID?,
        partnerName: String,
        isActivePartner: Bool,
        items: [RequestedItem],
        requestedAt: Instant,
        phone: String? = nil,
        email: String? = nil,
        website: String? = nil,
        description: String? = nil,
        preview: RequestPreview? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.isActivePartner = isActivePartner
        self.items = items
        self.requestedAt = requestedAt
        self.phone = phone
        self.email = email
        self.website = website
        self.description = description
        self.preview = preview
    }
}
