public import OctopusContract

/// Lists programs, revoked ones included.
public enum ListPrincipals: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListPrincipals",
        .read,
        "The programs that are or were registered.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// `next` of the page before.
        public let after: PrincipalID?
        /// 1 to 200; 50 if absent.
        public let limit: Int?

        public init(after: PrincipalID? = nil, limit: Int? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// The oldest first.
        public let principals: [ListedPrincipal]
        /// Absent on the last page.
        public let next: PrincipalID?

        public init(principals: [ListedPrincipal], next: PrincipalID? = nil) {
            self.principals = principals
            self.next = next
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

extension ListPrincipals.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("limit", \.limit, 1...200, standard: 50)
    ]
}
