public import OctopusContract

/// Finds messages by their words, the newest first.
///
/// All words must be in the message, in any order; case and accents make no difference. A normal operator
/// finds what they may read of conversations that they have or had, an administrator all of the partner's.
public enum SearchMessages: Method {
    public typealias Reply = Page<FoundMessage>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/SearchMessages",
        .read,
        "Finds messages by their words, the newest first, within what the operator may see.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator, .administratorsOnly]
    )

    public struct Request: PageRequest {
        /// The words.
        public let search: String
        /// Only conversations that this operator has or had; another's only for administrators.
        public let operatorId: UserID?
        /// Only what was written from then on.
        public let fromAt: Instant?
        /// Only what was written before.
        public let untilAt: Instant?
        /// Only conversations with this end user.
        public let endUserId: EndUserID?
        /// Only conversations with this visitor.
        public let visitorId: VisitorID?
        /// Only conversations that now stand there.
        public let status: ConversationStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            search: String,
            operatorId: UserID? = nil,
            fromAt: Instant? = nil,
            untilAt: Instant? = nil,
            endUserId: EndUserID? = nil,
            visitorId: VisitorID? = nil,
            status: ConversationStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.search = search
            self.operatorId = operatorId
            self.fromAt = fromAt
            self.untilAt = untilAt
            self.endUserId = endUserId
            self.visitorId = visitorId
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension SearchMessages.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows, .search { $0.search }]
}

/// A message that was found, and where it stands.
public struct FoundMessage: Message {
    /// The conversation.
    public let conversationId: ConversationID
    /// Its channel.
    public let channelId: ChannelID
    /// With whom it is; absent for a visitor.
    public let endUserId: EndUserID?
    /// With whom it is, without having logged in.
    public let visitorId: VisitorID?
    /// What people call the end user.
    public let name: String?
    /// Where the conversation stands now.
    public let status: ConversationStatus
    /// The message, as it reads now.
    public let message: ChatMessage

    /// Makes one from its fields.
    public init(
        conversationId: ConversationID,
        channelId: ChannelID,
        endUserId: EndUserID?,
        visitorId: VisitorID?,
        name: String?,
        status: ConversationStatus,
        message: ChatMessage
    ) {
        self.conversationId = conversationId
        self.channelId = channelId
        self.endUserId = endUserId
        self.visitorId = visitorId
        self.name = name
        self.status = status
        self.message = message
    }
}
