public import OctopusContract
public import struct OctopusCBOR.Bytes

/// One read for all that an operator may see of the partner's chats; it waits if there is nothing new.
///
/// A conversation is told as it is now, messages once each, in their order.
public enum ReadNews: Method {
    public typealias Request = NewsRequest
    public typealias Reply = News

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadNews",
        .waitingRead,
        "Tells an operator what is new in the chats that they may see, and waits for it.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator, .logChanged]
    )
}

/// One read for all conversations of an end user or a visitor; it waits if there is nothing new.
public enum ReadOwnNews: Method {
    public typealias Request = NewsRequest
    public typealias Reply = News

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadOwnNews",
        .waitingRead,
        "Tells an end user or a visitor what is new in their conversations, and waits for it.",
        access: .anyOf(.endUser, .visitor),
        routing: .tenant,
        reasons: [.logChanged]
    )
}

/// Where to go on, and how long to wait.
public struct NewsRequest: Message {
    /// The `next` of the reply before; absent: from now on.
    public let after: Bytes?
    /// How long to wait if there is nothing new.
    public let waitMs: Int64

    /// Makes a request.
    public init(after: Bytes? = nil, waitMs: Int64 = 0) {
        self.after = after
        self.waitMs = waitMs
    }
}

extension NewsRequest {
    public static let limits: [FieldLimit<Self>] = [
        .number("waitMs", \.waitMs, HelpdeskLimits.waitMs)
    ]
}

/// What is new.
public struct News: Message {
    /// Conversations that have changed, each as it is now.
    public let conversations: [Conversation]
    /// Messages that came or were changed.
    public let messages: [PostedMessage]
    /// Conversations that the caller may see no longer: another operator has them.
    public let gone: [ConversationID]
    /// How many notifications an end user has not read, at most 1,000; absent unless something is new.
    public let unreadNotifications: Int64?
    /// Who types.
    public let typing: [Typing]
    /// What the next read is asked with; good for the same caller.
    public let next: Bytes

    /// Makes news.
    public init(
        conversations: [Conversation] = [],
        messages: [PostedMessage] = [],
        gone: [ConversationID] = [],
        unreadNotifications: Int64? = nil,
        typing: [Typing] = [],
        next: Bytes
    ) {
        self.conversations = conversations
        self.messages = messages
        self.gone = gone
        self.unreadNotifications = unreadNotifications
        self.typing = typing
        self.next = next
    }
}

/// A message with its conversation.
public struct PostedMessage: Message {
    /// The conversation.
    public let conversationId: ConversationID
    /// The message as it is now.
    public let message: ChatMessage

    /// Makes one from its fields.
    public init(conversationId: ConversationID, message: ChatMessage) {
        self.conversationId = conversationId
        self.message = message
    }
}

/// Somebody types.
public struct Typing: Message {
    /// Where.
    public let conversationId: ConversationID
    /// On which side.
    public let side: MessageSide
    /// When it is over unless it is told again.
    public let untilAt: Instant

    /// Makes one from its fields.
    public init(conversationId: ConversationID, side: MessageSide, untilAt: Instant) {
        self.conversationId = conversationId
        self.side = side
        self.untilAt = untilAt
    }
}
