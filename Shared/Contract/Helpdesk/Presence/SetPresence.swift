public import OctopusContract

/// An operator says that they are there, and how; it ends unless it is said again in time.
public enum SetPresence: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/SetPresence",
        .command,
        "An operator says that they are there, for some time.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// What the operator chooses.
        public let state: PresenceState

        /// Makes a request.
        public init(state: PresenceState) {
            self.state = state
        }
    }

    public struct Reply: Message {
        /// When it ends unless it is said again.
        public let untilAt: Instant

        /// Makes a reply.
        public init(untilAt: Instant) {
            self.untilAt = untilAt
        }
    }
}

/// How an operator is there.
public enum PresenceState: String, Codable, Sendable, CaseIterable {
    /// Takes conversations.
    case available
    /// Answers those that they have, and gets no further ones.
    case busy
    /// Is not there.
    case away
}

/// Lists the partner's chat operators, with who is there.
public enum ListOperators: Method {
    public typealias Reply = Page<OperatorPresence>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListOperators",
        .read,
        "Lists the partner's chat operators, with who is there.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

/// A chat operator.
public struct OperatorPresence: Message {
    /// Who it is.
    public let userId: UserID
    /// What people call them.
    public let name: String?
    /// How they are there now.
    public let state: PresenceState
    /// How many conversations they have; absent for a normal operator who looks at others.
    public let conversations: Int64?

    /// Makes one from its fields.
    public init(userId: UserID, name: String?, state: PresenceState, conversations: Int64?) {
        self.userId = userId
        self.name = name
        self.state = state
        self.conversations = conversations
    }
}
