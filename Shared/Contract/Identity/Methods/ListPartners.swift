public import OctopusContract

/// Lists the partners of a tenant.
public enum ListPartners: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListPartners",
        .read,
        "The tenant's partners, by name.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public typealias Reply = Page<ListedPartner>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A partner with its Account owner.
    public struct ListedPartner: Message {
        /// Its identifier.
        public let id: PartnerID
        /// What an edit must name.
        public let version: Int64
        /// What people call it.
        public let name: String
        /// What may be done with it now.
        public let status: PartnerStatus
        /// The user who owns the partner's account.
        public let ownerId: UserID
        /// What people call the owner.
        public let ownerName: String
        /// The owner's e-mail, which they log in with.
        public let ownerEmail: String
        /// Whether the owner can log in.
        public let ownerStatus: UserStatus
        /// When it was made.
        public let createdAt: Instant

        /// Makes one from its fields.
        public init(
            id: PartnerID,
            version: Int64,
            name: String,
            status: PartnerStatus,
            ownerId: UserID,
            ownerName: String,
            ownerEmail: String,
            ownerStatus: UserStatus,
            createdAt: Instant
        ) {
            self.id = id
            self.version = version
            self.name = name
            self.status = status
            self.ownerId = ownerId
            self.ownerName = ownerName
            self.ownerEmail = ownerEmail
            self.ownerStatus = ownerStatus
            self.createdAt = createdAt
        }
    }
}
