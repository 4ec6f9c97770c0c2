public import OctopusContract

/// Lists programs, revoked ones included.
public enum ListPrincipals: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListPrincipals",
        .read,
        "The programs that are or were registered, oldest first.",
        access: .anyOf(.installation),
        routing: .none
    )

    public typealias Reply = Page<ListedPrincipal>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A program, its key and what it may call.
    public struct ListedPrincipal: Message {
        public let id: PrincipalID
        public let name: String
        public let publicKey: String
        public let tenantId: TenantID?
        public let grants: [String]
        public let createdAt: Instant
        public let revokedAt: Instant?

        public init(
            id: PrincipalID,
            name: String,
            publicKey: String,
            tenantId: TenantID? = nil,
            grants: [String],
            createdAt: Instant,
            revokedAt: Instant? = nil
        ) {
            self.id = id
            self.name = name
            self.publicKey = publicKey
            self.tenantId = tenantId
            self.grants = grants
            self.createdAt = createdAt
            self.revokedAt = revokedAt
        }
    }
}
