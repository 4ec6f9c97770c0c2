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

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A program, its key and what it may call.
    public struct ListedPrincipal: Message {
        /// Its identifier.
        public let id: PrincipalID
        /// What people call it.
        public let name: String
        /// The program's CURVE key, 40 letters of Z85.
        public let publicKey: String
        /// The tenant.
        public let tenantId: TenantID?
        /// The partner; absent for a whole tenant's program.
        public let partnerId: PartnerID?
        /// What the program may call: methods, services (`loyalty.v1/*`), `*` or kinds of events.
        public let grants: [String]
        /// When it was made.
        public let createdAt: Instant
        /// When its key was revoked; absent while it is good.
        public let revokedAt: Instant?
        /// When its key will be revoked, since the program got another one.
        public let endsAt: Instant?

        /// Makes one from its fields.
        public init(
            id: PrincipalID,
            name: String,
            publicKey: String,
            tenantId: TenantID? = nil,
            partnerId: PartnerID? = nil,
            grants: [String],
            createdAt: Instant,
            revokedAt: Instant? = nil,
            endsAt: Instant? = nil
        ) {
            self.id = id
            self.name = name
            self.publicKey = publicKey
            self.tenantId = tenantId
            self.partnerId = partnerId
            self.grants = grants
            self.createdAt = createdAt
            self.revokedAt = revokedAt
            self.endsAt = endsAt
        }
    }
}
