public import OctopusContract

/// Reads messages of a conversation: the newest, those after a place, or those before one.
public enum ReadMessages: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadMessages",
        .read,
        "Reads messages of a conversation, in their order: the newest, or those after or before one.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// Only what comes after this place, the oldest of it.
        public let after: Int64?
        /// Only what comes before this place, the newest of it.
        public let before: Int64?
        /// How many at most.
        public let limit: Int64?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            after: Int64? = nil,
            before: Int64? = nil,
            limit: Int64? = nil
        ) {
            self.conversationId = conversationId
            self.after = after
            self.before = before
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// In their order; fewer than asked for where they are long: at most 512 KiB, and one at least.
        public let messages: [ChatMessage]
        /// The last message that the caller may read; beyond `messages` there is more up to it.
        public let lastSeq: Int64

        /// Makes a reply.
        public init(messages: [ChatMessage], lastSeq: Int64) {
            self.messages = messages
            self.lastSeq = lastSeq
        }
    }
}

extension ReadMessages.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("after", \.after, HelpdeskLimits.seq),
        .number("before", \.before, HelpdeskLimits.seq),
        .number(
            "limit",
            \.limit,
            HelpdeskLimits.messages,
            standard: HelpdeskLimits.standardMessages
        ),
    ]
}
