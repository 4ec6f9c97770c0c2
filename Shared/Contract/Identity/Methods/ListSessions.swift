public import OctopusContract

/// Lists where the caller is logged in.
public enum ListSessions: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListSessions",
        .read,
        "The open sessions of the caller, the latest begun first; never more than 50.",
        access: .anyOf(.anybody).refusingImpersonators,
        routing: .tenant
    )

    public typealias Reply = Page<OpenSession>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A session that has neither ended nor expired.
    public struct OpenSession: Message {
        /// Its identifier.
        public let id: SessionID
        /// The name of the program that began it.
        public let program: String
        /// When the person logged in.
        public let startedAt: Instant
        /// When it was last refreshed.
        public let lastUsedAt: Instant
        /// When it ends at the latest, however much it is used.
        public let expiresAt: Instant
        /// Whether it is the one that asks.
        public let isCurrent: Bool
        /// When it ends unless it is used before.
        public let idleEndsAt: Instant?
        /// The network address from which it was begun, as far as it is known.
        public let startedFrom: String?
        /// The network address from which it was last refreshed.
        public let lastUsedFrom: String?
        /// The tenant user who acts in the person's place in it.
        public let actorId: UserID?

        /// Makes one from its fields.
        public init(
            id: SessionID,
            program: String,
            startedAt: Instant,
            lastUsedAt: Instant,
            expiresAt: Instant,
            isCurrent: Bool,
            idleEndsAt: Instant? = nil,
            startedFrom: String? = nil,
            lastUsedFrom: String? = nil,
            actorId: UserID? = nil
        ) {
            self.id = id
            self.program = program
            self.startedAt = startedAt
            self.lastUsedAt = lastUsedAt
            self.expiresAt = expiresAt
            self.isCurrent = isCurrent
            self.idleEndsAt = idleEndsAt
            self.startedFrom = startedFrom
            self.lastUsedFrom = lastUsedFrom
            self.actorId = actorId
        }
    }
}
