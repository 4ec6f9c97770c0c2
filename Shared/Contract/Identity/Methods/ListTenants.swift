public import OctopusContract

/// Lists tenants, for the operators of the installation.
public enum ListTenants: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListTenants",
        .read,
        "The tenants of this installation, oldest first.",
        access: .anyOf(.installation),
        routing: .none
    )

    public typealias Reply = Page<ListedTenant>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
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
