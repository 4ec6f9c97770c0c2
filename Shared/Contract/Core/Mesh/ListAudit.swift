public import struct FoundationEssentials.UUID

/// Searches a service's audit, the newest entries first.
///
/// A tenant's user sees what happened in the tenant, a partner's user what happened to the partner.
public enum ListAudit: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ListAudit",
        .read,
        "Lists who did what in the service, and what was refused, the newest first.",
        access: .audit,
        routing: .none
    )

    public struct Request: PageRequest {
        /// What is looked for; absent: everything.
        public let filter: AuditFilter?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(filter: AuditFilter? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.filter = filter
            self.after = after
            self.limit = limit
        }

        public static let limits: [FieldLimit<Self>] = [.inside("filter", \.filter), .pageRows]
    }

    public typealias Reply = Page<AuditEntry>
}

/// Which entries of an audit; what is absent leaves nothing out.
public struct AuditFilter: Message {
    /// From then on.
    public let fromAt: Instant?
    /// Before then.
    public let toAt: Instant?
    /// What this person did, or what was done for them.
    public let subject: UUID?
    /// What this person did in another's place.
    public let actor: UUID?
    /// What was done to this thing.
    public let about: UUID?
    /// Of this partner, for those who see a whole tenant.
    public let partner: PartnerID?
    /// Only what was refused, or only what was done.
    public let isRefused: Bool?
    /// A part of what was called, of the refusal, of the program's name or of a kind of change.
    public let search: String?

    /// Makes a filter.
    public init(
        fromAt: Instant? = nil,
        toAt: Instant? = nil,
        subject: UUID? = nil,
        actor: UUID? = nil,
        about: UUID? = nil,
        partner: PartnerID? = nil,
        isRefused: Bool? = nil,
        search: String? = nil
    ) {
        self.fromAt = fromAt
        self.toAt = toAt
        self.subject = subject
        self.actor = actor
        self.about = about
        self.partner = partner
        self.isRefused = isRefused
        self.search = search
    }

    public static let limits: [FieldLimit<Self>] = [
        .text("search", \.search, .typed(bytes: PageLimit.searchBytes))
    ]
}

extension Access {
    /// Who may read an audit: a tenant's and a partner's users who may see it, and the installation.
    public static let audit = anyOf(
        .tenantUser(.audit, .view),
        .partnerUser(.audit, .view),
        .installation
    )
}
