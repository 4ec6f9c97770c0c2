public import OctopusContract

/// Lists where the caller is logged in.
public enum ListSessions: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListSessions",
        .read,
<<<<<<< HEAD
        "The open sessions of the caller, the latest begun first; never more than 50.",
=======
        "The open sessions of the person who calls.",
>>>>>>> 625ab39 (Every public symbol of loyalty's contract is documented; deploy/release demands that programs say their version)
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Reply = Page<OpenSession>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A session that has neither ended nor expired.
    public struct OpenSession: Message {
        public let id: SessionID
        /// The name of the program that began it.
        public let program: String
        public let startedAt: Instant
        public let lastUsedAt: Instant
        /// When it ends at the latest, however much it is used.
        public let expiresAt: Instant
        /// Whether it is the one that asks.
        public let isCurrent: Bool

        public init(
            id: SessionID,
            program: String,
            startedAt: Instant,
            lastUsedAt: Instant,
            expiresAt: Instant,
            isCurrent: Bool
        ) {
            self.id = id
            self.program = program
            self.startedAt = startedAt
            self.lastUsedAt = lastUsedAt
            self.expiresAt = expiresAt
            self.isCurrent = isCurrent
        }
    }
}
