public import OctopusContract

/// How a partner's operators share their conversations.
public struct ChatPolicy: Message {
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// What holds.
    public let terms: ChatPolicyTerms

    /// Makes one from its fields.
    public init(version: Int64, terms: ChatPolicyTerms) {
        self.version = version
        self.terms = terms
    }
}

/// What a partner decides about how its operators share their conversations.
public struct ChatPolicyTerms: Message {
    /// How many conversations an operator may have at a time.
    public let mostConversations: Int64
    /// How a conversation gets its operator.
    public let assignment: ChatAssignment
    /// After how many minutes without an answer an operator loses a conversation; absent: never.
    public let silentMinutes: Int64?

    /// Makes terms.
    public init(
        mostConversations: Int64 = 5,
        assignment: ChatAssignment = .taken,
        silentMinutes: Int64? = nil
    ) {
        self.mostConversations = mostConversations
        self.assignment = assignment
        self.silentMinutes = silentMinutes
    }
}

extension ChatPolicyTerms {
    public static let limits: [FieldLimit<Self>] = [
        .number("mostConversations", \.mostConversations, HelpdeskLimits.mostConversations),
        .number("silentMinutes", \.silentMinutes, HelpdeskLimits.silentMinutes),
    ]
}

/// How a conversation gets its operator.
public enum ChatAssignment: String, Codable, Sendable, CaseIterable {
    /// It waits until one of them takes it.
    case taken
    /// Who is there, has room, and got one longest ago gets it.
    case roundRobin
}

/// Shows how operators share their conversations.
public enum GetChatPolicy: Method {
    public typealias Request = Empty
    public typealias Reply = ChatPolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetChatPolicy",
        .read,
        "Shows how the partner's operators share their conversations.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner
    )
}

/// Changes how operators share their conversations.
public enum EditChatPolicy: Method {
    public typealias Reply = ChatPolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditChatPolicy",
        .command,
        "Changes how the partner's operators share their conversations.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// What shall hold.
        public let terms: ChatPolicyTerms

        /// Makes a request.
        public init(version: Int64, terms: ChatPolicyTerms) {
            self.version = version
            self.terms = terms
        }
    }
}

extension EditChatPolicy.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
