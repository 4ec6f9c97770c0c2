public import OctopusContract

/// Leaves a message for later, while nobody who would answer is there.
///
/// It is kept first. Then each of the operators who get such messages is mailed once.
public enum LeaveOfflineMessage: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/LeaveOfflineMessage",
        .command,
        "Leaves a message while nobody is there; chosen operators get it by mail, once.",
        access: .anyOf(.endUser, .visitor),
        routing: .partner,
        reasons: [
            .operatorsPresent, .chatDisabled, .notFollowing, .blockedByPartner, .endUserBlocked,
            .partnerSuspended, .throttled, .websiteUnknown,
        ]
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID
        /// What people call who writes.
        public let name: String
        /// Where they want to be answered.
        public let email: String
        /// What they want to say.
        public let text: String
        /// The address of the page that they are on: who would answer depends on it, and a visitor's is one of a
        /// registered website.
        public let page: String?

        /// Makes a request.
        public init(
            channelId: ChannelID,
            name: String,
            email: String,
            text: String,
            page: String? = nil
        ) {
            self.channelId = channelId
            self.name = name
            self.email = email
            self.text = text
            self.page = page
        }
    }

    public struct Reply: Message {
        /// The message.
        public let offlineMessageId: OfflineMessageID
        /// When it was left.
        public let at: Instant

        /// Makes a reply.
        public init(offlineMessageId: OfflineMessageID, at: Instant) {
            self.offlineMessageId = offlineMessageId
            self.at = at
        }
    }
}

extension LeaveOfflineMessage.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, HelpdeskLimits.offlineName),
        .text("email", \.email, .typed(bytes: 320)),
        .text("text", \.text, HelpdeskLimits.messageText),
        .text("page", \.page, .typed(bytes: HelpdeskLimits.pageBytes)),
    ]
}
