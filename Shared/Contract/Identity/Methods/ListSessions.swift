public import OctopusContract

/// Lists where the caller is logged in.
public enum ListSessions: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListSessions",
        .read,
        "The open sessions of whoever calls.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// The latest used first; there are never more than 50.
        public let sessions: [OpenSession]

        public init(sessions: [OpenSession]) {
            self.sessions = sessions
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
