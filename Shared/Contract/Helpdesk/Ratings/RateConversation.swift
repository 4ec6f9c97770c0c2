public import OctopusContract

/// A customer says what they think of how they were answered: of the last round that was finished.
///
/// Once for each round; what was said can be changed for a day.
public enum RateConversation: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/RateConversation",
        .command,
        "Rates the conversation's last finished round with one to five stars, and words if wanted.",
        access: .anyOf(.endUser, .visitor),
        routing: .partner,
        reasons: [.nothingToRate, .ratingClosed, .blockedByPartner, .partnerSuspended]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// From 1, the worst, to 5.
        public let stars: Int64
        /// Why.
        public let text: String?

        /// Makes a request.
        public init(conversationId: ConversationID, stars: Int64, text: String? = nil) {
            self.conversationId = conversationId
            self.stars = stars
            self.text = text
        }
    }

    public struct Reply: Message {
        /// Until when it can be changed.
        public let changeableUntilAt: Instant

        /// Makes a reply.
        public init(changeableUntilAt: Instant) {
            self.changeableUntilAt = changeableUntilAt
        }
    }
}

extension RateConversation.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("stars", \.stars, HelpdeskLimits.stars),
        .text("text", \.text, HelpdeskLimits.ratingText),
    ]
}

/// Lists what customers think, the last finished round first.
public enum ListRatings: Method {
    public typealias Reply = Page<Rating>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListRatings",
        .read,
        "Lists ratings: an administrator sees all, a normal operator those of rounds that they finished.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: PageRequest {
        /// Only of rounds that this operator finished.
        public let agentId: UserID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(agentId: UserID? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.agentId = agentId
            self.after = after
            self.limit = limit
        }
    }
}

/// What a customer thinks of how they were answered.
public struct Rating: Message {
    /// The conversation.
    public let conversationId: ConversationID
    /// Who finished the round.
    public let agentId: UserID
    /// What people call them.
    public let agentName: String?
    /// From 1, the worst, to 5.
    public let stars: Int64
    /// Why.
    public let text: String?
    /// When it was said first.
    public let ratedAt: Instant
    /// When it was last changed.
    public let changedAt: Instant

    /// Makes one from its fields.
    public init(
        conversationId: ConversationID,
        agentId: UserID,
        agentName: String?,
        stars: Int64,
        text: String?,
        ratedAt: Instant,
        changedAt: Instant
    ) {
        self.conversationId = conversationId
        self.agentId = agentId
        self.agentName = agentName
        self.stars = stars
        self.text = text
        self.ratedAt = ratedAt
        self.changedAt = changedAt
    }
}
