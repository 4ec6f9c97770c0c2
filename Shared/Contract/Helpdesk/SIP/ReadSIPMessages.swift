public import OctopusContract

/// Reads what an operator's SIP client has yet to get, the oldest first.
///
/// It is what customers wrote in conversations that the operator has, or that wait and are offered to them.
public enum ReadSIPMessages: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadSIPMessages",
        .read,
        "Reads what the SIP client of an operator has yet to get, for the bridge to SIP alone.",
        access: .anyOf(.installation),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID
        /// How many at most.
        public let limit: Int64?

        /// Makes a request.
        public init(userId: UserID, limit: Int64? = nil) {
            self.userId = userId
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// Of each conversation in their order.
        public let messages: [SIPMessage]

        /// Makes a reply.
        public init(messages: [SIPMessage]) {
            self.messages = messages
        }
    }
}

extension ReadSIPMessages.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number(
            "limit",
            \.limit,
            HelpdeskLimits.messages,
            standard: HelpdeskLimits.standardMessages
        )
    ]
}

/// A customer's message, for a client that shows text alone.
public struct SIPMessage: Message {
    /// The conversation.
    public let conversationId: ConversationID
    /// The message's place.
    public let seq: Int64
    /// What people call who wrote it; absent for a visitor.
    public let name: String?
    /// The channel.
    public let channelName: String
    /// What was written.
    public let text: String?
    /// Whether there is a file with it.
    public let hasFile: Bool

    /// Makes one from its fields.
    public init(
        conversationId: ConversationID,
        seq: Int64,
        name: String?,
        channelName: String,
        text: String?,
        hasFile: Bool
    ) {
        self.conversationId = conversationId
        self.seq = seq
        self.name = name
        self.channelName = channelName
        self.text = text
        self.hasFile = hasFile
    }
}

/// Says that a message, and those before it in the conversation, have come to an operator's SIP client.
public enum MarkSIPMessages: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/MarkSIPMessages",
        .command,
        "Says how far a conversation has come to the SIP client of an operator.",
        access: .anyOf(.installation),
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID
        /// The conversation.
        public let conversationId: ConversationID
        /// The last message that has come.
        public let seq: Int64

        /// Makes a request.
        public init(userId: UserID, conversationId: ConversationID, seq: Int64) {
            self.userId = userId
            self.conversationId = conversationId
            self.seq = seq
        }
    }
}

extension MarkSIPMessages.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("seq", \.seq, HelpdeskLimits.seq)
    ]
}
