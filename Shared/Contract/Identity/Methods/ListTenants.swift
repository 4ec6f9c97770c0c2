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

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A tenant and its conventions.
    public struct ListedTenant: Message {
        /// Its identifier.
        public let id: TenantID
        /// What people call it.
        public let name: String
        /// Language and region, as `en-GB`.
        public let locale: String
        /// ISO 4217, as `EUR`.
        public let currency: String
        /// IANA's name, as `Europe/Zagreb`.
        public let timeZone: String
        /// When it was made.
        public let createdAt: Instant

        /// Makes one from its fields.
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
