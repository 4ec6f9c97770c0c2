public import OctopusContract

/// Lists what happened to a partner.
public enum ListActivity: Method {
    public typealias Reply = Page<Activity>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListActivity",
        .read,
        "Lists what happened to the partner with dates, newest first.",
        access: .anyOf(.partnerUser(.myAccount, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

extension ListActivity.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Something that happened to a partner.
public struct Activity: Message {
    /// What it was.
    public let kind: ActivityKind
    /// When.
    public let at: Instant
    /// The request that it is about.
    public let requestId: RequestID?
    /// The package, or what was asked for.
    public let title: String?
    /// Why, in the tenant's words.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        kind: ActivityKind,
        at: Instant,
        requestId: RequestID?,
        title: String?,
        reason: String?
    ) {
        self.kind = kind
        self.at = at
        self.requestId = requestId
        self.title = title
        self.reason = reason
    }
}

/// What can happen to a partner.
public enum ActivityKind: String, Codable, Sendable, CaseIterable {
    /// It came to be, or was given its tenant's default package.
    case joined, packageGiven
    /// What became of a request.
    case requested, approved, rejected, cancelled
    /// Its tenant changed its standing.
    case suspended, reactivated
    /// It ends an add-on with its period; it keeps it after all; the add-on has ended.
    case addOnEnding, addOnKept, addOnEnded
}
