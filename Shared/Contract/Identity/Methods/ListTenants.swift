public import OctopusContract

/// Lists tenants, for the operators of the installation.
public enum ListTenants: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListTenants",
        .read,
        "The tenants of this installation.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// `next` of the page before.
        public let after: TenantID?
        /// 1 to 200; 50 if absent.
        public let limit: Int?

        public init(after: TenantID? = nil, limit: Int? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        public let tenants: [ListedTenant]
        /// Absent on the last page.
        public let next: TenantID?

        public init(tenants: [ListedTenant], next: TenantID? = nil) {
            self.tenants = tenants
            self.next = next
        }
    }

    /// A tenant and its conventions.
    public struct ListedTenant: Message {
        public let id: TenantID
        public let name: String
        public let locale: String
        public let currency: String
        public let timeZone: String
        public let createdAt: Instant

        public init(
            id: TenantID,
            name: String,
            locale: String,
            currency: String,
            timeZone: String,
            createdAt: Instant
        ) {
            self.id = id
            self.name = name
            self.locale = locale
            self.currency = currency
            self.timeZone = timeZone
            self.createdAt = createdAt
        }
    }
}

extension ListTenants.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...200, standard: 50)
    ]
}
