public import OctopusContract

/// Says up to where messages have come and were read; marks only rise.
///
/// What was read has come. The operators of a partner have their marks together.
public enum MarkMessages: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/MarkMessages",
        .command,
        "Says up to where messages have come to the caller and were read.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// The last message that has come.
        public let delivered: Int64?
        /// The last message that was read.
        public let read: Int64?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            delivered: Int64? = nil,
            read: Int64? = nil
        ) {
            self.conversationId = conversationId
            self.delivered = delivered
            self.read = read
        }
    }

    public struct Reply: Message {
        /// What holds now.
        public let marks: ConversationMarks
        /// How many messages of the other side the caller's side has not read.
        public let unread: Int64

        /// Makes a reply.
        public init(marks: ConversationMarks, unread: Int64) {
            self.marks = marks
            self.unread = unread
        }
    }
}

extension MarkMessages.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("delivered", \.delivered, HelpdeskLimits.seq),
        .number("read", \.read, HelpdeskLimits.seq),
    ]
}

/// Says that the caller types; it is over some seconds later unless it is said again.
///
/// Nothing of it is stored.
public enum SetTyping: Method {
    public typealias Request = ConversationChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/SetTyping",
        .read,
        "Tells the other side that the caller types, for some seconds.",
        access: .anyOf(.partnerUser(.chat, .update), .endUser, .visitor),
        routing: .partner,
        reasons: [.notAnOperator]
    )
}
