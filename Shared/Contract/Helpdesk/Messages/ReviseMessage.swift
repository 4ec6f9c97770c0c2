public import OctopusContract

/// Changes the words of a message of the caller's own; that it was changed is shown.
public enum EditMessage: Method {
    public typealias Reply = RevisedMessage

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditMessage",
        .command,
        "Changes the words of the caller's own message within a day; readers see that it was.",
        access: .anyOf(.partnerUser(.chat, .update), .endUser, .visitor),
        routing: .partner,
        reasons: [
            .notAnOperator, .notEditable, .chatDisabled, .notFollowing, .blockedByPartner,
            .endUserBlocked, .partnerSuspended, .throttled,
        ]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// The message.
        public let seq: Int64
        /// What it shall say.
        public let text: String

        /// Makes a request.
        public init(conversationId: ConversationID, seq: Int64, text: String) {
            self.conversationId = conversationId
            self.seq = seq
            self.text = text
        }
    }
}

extension EditMessage.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("text", \.text, HelpdeskLimits.messageText)
    ]
}

/// Takes back a message: its place stays, its words and its file go for good.
///
/// The sender may, and an administrator among the operators.
public enum DeleteMessage: Method {
    public typealias Reply = RevisedMessage

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DeleteMessage",
        .command,
        "Takes back a message: its place stays, what it said goes for good.",
        access: .anyOf(.partnerUser(.chat, .update), .endUser, .visitor),
        routing: .partner,
        reasons: [.notAnOperator, .notEditable, .partnerSuspended]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// The message.
        public let seq: Int64

        /// Makes a request.
        public init(conversationId: ConversationID, seq: Int64) {
            self.conversationId = conversationId
            self.seq = seq
        }
    }
}

/// A message that was edited or deleted.
public struct RevisedMessage: Message {
    /// The message.
    public let seq: Int64
    /// When.
    public let at: Instant

    /// Makes one from its fields.
    public init(seq: Int64, at: Instant) {
        self.seq = seq
        self.at = at
    }
}
