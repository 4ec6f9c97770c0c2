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

    public struct Request: Message {
        /// `next` of the page before.
        public let after: PartnerID?
        /// 1 to 200; 50 if absent.
        public let limit: Int?

        public init(after: PartnerID? = nil, limit: Int? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        public let partners: [ListedPartner]
        /// Absent on the last page.
        public let next: PartnerID?

        public init(partners: [ListedPartner], next: PartnerID? = nil) {
            self.partners = partners
            self.next = next
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

extension ListPartners.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...200, standard: 50)
    ]
}
