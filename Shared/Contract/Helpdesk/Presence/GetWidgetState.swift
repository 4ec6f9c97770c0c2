public import OctopusContract

/// What a widget of a website or an app shows before anybody writes.
public enum GetWidgetState: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetWidgetState",
        .read,
        "Says whether somebody would answer the caller now, and which conversation to go on with.",
        access: .anyOf(.endUser, .visitor),
        routing: .partner
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID
        /// The address of the page that they are on, by which the partner says who answers.
        public let page: String?

        /// Makes a request.
        public init(channelId: ChannelID, page: String? = nil) {
            self.channelId = channelId
            self.page = page
        }
    }

    public struct Reply: Message {
        /// What to show.
        public let state: WidgetState
        /// The conversation to go on with.
        public let conversationId: ConversationID?
        /// How many wait before it, and itself; absent unless it waits.
        public let queuePosition: Int64?
        /// When the opening hours begin again; absent within them, and where they never do.
        public let opensAt: Instant?

        /// Makes a reply.
        public init(
            state: WidgetState,
            conversationId: ConversationID? = nil,
            queuePosition: Int64? = nil,
            opensAt: Instant? = nil
        ) {
            self.state = state
            self.conversationId = conversationId
            self.queuePosition = queuePosition
            self.opensAt = opensAt
        }
    }
}

extension GetWidgetState.Request {
    public static let limits: [FieldLimit<Self>] = [.text("page", \.page, RoutingLimits.page)]
}

/// What a widget shows.
public enum WidgetState: String, Codable, Sendable, CaseIterable {
    /// The caller can't write to the channel.
    case disabled
    /// Nobody who would answer is there, or the opening hours are over: a message is kept for later.
    case offline
    /// Those who would answer have as many conversations as they may have: a message waits.
    case noSeats
    /// Somebody who would answer is there and has room.
    case online
    /// A conversation of the caller's waits or is answered.
    case resume
}
