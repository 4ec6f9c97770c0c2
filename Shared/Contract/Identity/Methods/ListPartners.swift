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

        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A partner with its Account owner.
    public struct ListedPartner: Message {
        public let id: PartnerID
        /// What an edit must name.
        public let version: Int64
        public let name: String
        public let status: PartnerStatus
        public let ownerId: UserID
        public let ownerName: String
        public let ownerEmail: String
        public let ownerStatus: UserStatus
        public let createdAt: Instant

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
