public import OctopusContract

/// Opens the caller's conversation with a channel: there is one, however often it is opened.
public enum OpenConversation: Method {
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/OpenConversation",
        .command,
        "Opens the caller's conversation with a channel, or finds the one that there is.",
        access: .anyOf(.endUser, .visitor),
        routing: .partner,
        reasons: [
            .chatDisabled, .notFollowing, .blockedByPartner, .endUserBlocked, .partnerSuspended,
            .websiteUnknown, .tooManyConversations,
        ]
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID
        /// The address of the page that they are on, by which the partner says who answers; a
        /// visitor's is one of a registered website.
        public let page: String?

        /// Makes a request.
        public init(channelId: ChannelID, page: String? = nil) {
            self.channelId = channelId
            self.page = page
        }
    }
}

extension OpenConversation.Request {
    public static let limits: [FieldLimit<Self>] = [.text("page", \.page, RoutingLimits.page)]
}
