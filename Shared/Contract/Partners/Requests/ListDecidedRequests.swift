public import OctopusContract

/// Lists the approvals and rejections of one of the tenant's desks, the newest first.
public enum ListDecidedRequests: Method {
    public typealias Reply = Page<DecidedRequest>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListDecidedRequests",
        .read,
        "Lists the tenant's approvals and rejections, the newest first.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Which desk.
        public let desk: RequestDesk
        /// Only those of partners whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            desk: RequestDesk,
            search: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.desk = desk
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListDecidedRequests.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// A decision, as the history keeps it for good.
public struct DecidedRequest: Message {
    /// The request.
    public let requestId: RequestID
    /// What sort of request it was.
    public let kind: RequestKind
    /// What it was called in lists.
    public let title: String
    /// What the partner called itself then.
    public let partnerName: String
    /// What was asked for, with its price then.
    public let items: [RequestedItem]
    /// What was decided.
    public let decision: RequestDecision
    /// When.
    public let decidedAt: Instant
    /// By whom.
    public let decidedById: UserID
    /// Why it was rejected.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        kind: RequestKind,
        title: String,
        partnerName: String,
        items: [RequestedItem],
        decision: RequestDecision,
        decidedAt: Instant,
        decidedById: UserID,
        reason: String? = nil
    ) {
        self.requestId = requestId
        self.kind = kind
        self.title = title
        self.partnerName = partnerName
        self.items = items
        self.decision = decision
        self.decidedAt = decidedAt
        self.decidedById = decidedById
        self.reason = reason
    }
}

/// Makes a CSV file of the complete history of a desk, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportDecidedRequests: Method {
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "partners.v1/ExportDecidedRequests",
        .command,
        "Makes a CSV file of the complete history of one of the tenant's desks.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant,
        reasons: [.tooManyExports]
    )

    public struct Request: Message {
        /// Which desk.
        public let desk: RequestDesk
        /// Only those of partners whose name contains this.
        public let search: String?

        /// Makes a request.
        public init(desk: RequestDesk, search: String? = nil) {
            self.desk = desk
            self.search = search
        }
    }
}

extension ExportDecidedRequests.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("search", \.search, .typed(bytes: PageLimit.searchBytes))
    ]
}
