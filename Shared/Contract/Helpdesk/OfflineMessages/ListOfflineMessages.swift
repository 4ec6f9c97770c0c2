public import OctopusContract

/// Lists the messages that were left, the last one first.
///
/// An administrator sees all of them, a normal operator if they get them by mail.
public enum ListOfflineMessages: Method {
    public typealias Reply = Page<OfflineMessage>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListOfflineMessages",
        .read,
        "Lists the messages that were left while nobody was there, for who gets them by mail.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator, .administratorsOnly]
    )

    public struct Request: PageRequest {
        /// Those that an operator has dealt with, instead of those that wait.
        public let isHandled: Bool?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(isHandled: Bool? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.isHandled = isHandled
            self.after = after
            self.limit = limit
        }
    }
}

/// A message that somebody left while nobody was there to answer.
public struct OfflineMessage: Message {
    /// Its identifier.
    public let id: OfflineMessageID
    /// The channel.
    public let channelId: ChannelID
    /// What the channel is called.
    public let channelName: String
    /// The end user who left it; absent for a visitor.
    public let endUserId: EndUserID?
    /// What they say that they are called.
    public let name: String
    /// Where they want to be answered; nobody has checked whose address it is.
    public let email: String
    /// What they want to say.
    public let text: String
    /// The page that they were on, as they say.
    public let page: String?
    /// When they left it.
    public let leftAt: Instant
    /// When an operator has dealt with it.
    public let handledAt: Instant?
    /// Who has.
    public let handledBy: UserID?

    /// Makes one from its fields.
    public init(
        id: OfflineMessageID,
        channelId: ChannelID,
        channelName: String,
        endUserId: EndUserID?,
        name: String,
        email: String,
        text: String,
        page: String?,
        leftAt: Instant,
        handledAt: Instant?,
        handledBy: UserID?
    ) {
        self.id = id
        self.channelId = channelId
        self.channelName = channelName
        self.endUserId = endUserId
        self.name = name
        self.email = email
        self.text = text
        self.page = page
        self.leftAt = leftAt
        self.handledAt = handledAt
        self.handledBy = handledBy
    }
}

/// An operator says that they have dealt with a message that was left.
///
/// Of two at once one has; the other is told who.
public enum HandleOfflineMessage: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/HandleOfflineMessage",
        .command,
        "Says that a message that was left is dealt with; who was first stays.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let offlineMessageId: OfflineMessageID

        /// Makes a request.
        public init(offlineMessageId: OfflineMessageID) {
            self.offlineMessageId = offlineMessageId
        }
    }

    public struct Reply: Message {
        /// Who has dealt with it: the caller, or who was first.
        public let handledBy: UserID
        /// When.
        public let handledAt: Instant

        /// Makes a reply.
        public init(handledBy: UserID, handledAt: Instant) {
            self.handledBy = handledBy
            self.handledAt = handledAt
        }
    }
}
