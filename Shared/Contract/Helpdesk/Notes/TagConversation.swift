public import OctopusContract

/// Puts one of the partner's words to a conversation; a new word becomes one of them.
///
/// Case, accents and width make no difference: a word is shown as it was written first.
public enum TagConversation: Method {
    public typealias Request = TagChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/TagConversation",
        .command,
        "Puts a tag to a conversation, for operators alone; a new word becomes one of the partner's.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .endUserBlocked, .partnerSuspended, .tooManyTags]
    )
}

/// Takes a tag from a conversation; a word that stands at no conversation any more is gone.
public enum UntagConversation: Method {
    public typealias Request = TagChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/UntagConversation",
        .command,
        "Takes a tag from a conversation.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .partnerSuspended]
    )
}

/// A conversation and a tag.
public struct TagChoice: Message {
    /// The conversation.
    public let conversationId: ConversationID
    /// The word.
    public let tag: String

    /// Makes one from its fields.
    public init(conversationId: ConversationID, tag: String) {
        self.conversationId = conversationId
        self.tag = tag
    }
}

extension TagChoice {
    public static let limits: [FieldLimit<Self>] = [
        .text("tag", \.tag, HelpdeskLimits.tag)
    ]
}

/// Lists the words that the partner's operators use, by the alphabet.
public enum ListTags: Method {
    public typealias Reply = Page<ConversationTag>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListTags",
        .read,
        "Lists the tags that stand at the partner's conversations, by the alphabet.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
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

/// A word of a partner's for its conversations.
public struct ConversationTag: Message {
    /// As it was written first.
    public let name: String

    /// Makes one from its field.
    public init(name: String) {
        self.name = name
    }
}
