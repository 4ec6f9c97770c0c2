public import OctopusContract

/// Lists who follows a channel, the newest first.
public enum ListFollowers: Method {
    public typealias Reply = Page<Follower>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListFollowers",
        .read,
        "Lists the end users who follow a channel, the newest first.",
        access: .anyOf(.partnerUser(.channels, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Which channel.
        public let channelId: ChannelID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(channelId: ChannelID, after: PageCursor? = nil, limit: Int64? = nil) {
            self.channelId = channelId
            self.after = after
            self.limit = limit
        }
    }
}

/// An end user who follows a channel.
public struct Follower: Message {
    /// Who it is.
    public let endUserId: EndUserID
    /// The End-user ID that people type; absent until identity has told of them.
    public let endUserCode: String?
    /// What they call themselves.
    public let name: String?
    /// Since when.
    public let sinceAt: Instant

    /// Makes one from its fields.
    public init(endUserId: EndUserID, endUserCode: String?, name: String?, sinceAt: Instant) {
        self.endUserId = endUserId
        self.endUserCode = endUserCode
        self.name = name
        self.sinceAt = sinceAt
    }
}
