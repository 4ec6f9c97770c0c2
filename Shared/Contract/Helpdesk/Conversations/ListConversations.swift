public import OctopusContract

/// Lists an end user's conversations, the last written one first.
public enum ListOwnConversations: Method {
    public typealias Reply = Page<Conversation>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListOwnConversations",
        .read,
        "Lists the caller's conversations with all channels of the tenant, the last written first.",
        access: .anyOf(.endUser, .visitor),
        routing: .tenant
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

/// Lists conversations that an operator may see now.
///
/// Unanswered ones come in the order of the queue, others the last written first; those of a tag for an
/// administrator, and a normal operator's former ones, the last opened first.
public enum ListConversations: Method {
    public typealias Reply = Page<Conversation>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListConversations",
        .read,
        "Lists the conversations of a status that an operator may see: of a normal one those that "
            + "wait for them and their own.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: PageRequest {
        /// Which of them.
        public let status: ConversationStatus
        /// Only the caller's own.
        public let isOwn: Bool?
        /// Only those with this tag.
        public let tag: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: ConversationStatus,
            isOwn: Bool? = nil,
            tag: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.isOwn = isOwn
            self.tag = tag
            self.after = after
            self.limit = limit
        }
    }
}

extension ListConversations.Request {
    public static let limits: [FieldLimit<Self>] = [
        .pageRows, .text("tag", \.tag, HelpdeskLimits.tag),
    ]
}

/// Shows one conversation.
public enum GetConversation: Method {
    public typealias Request = ConversationChoice
    public typealias Reply = Conversation

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetConversation",
        .read,
        "Shows a conversation to who may read it.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        reasons: [.notAnOperator]
    )
}

/// A conversation that something is done with.
public struct ConversationChoice: Message {
    /// Which one.
    public let conversationId: ConversationID

    /// Makes one from its field.
    public init(conversationId: ConversationID) {
        self.conversationId = conversationId
    }
}
