public import OctopusContract

/// A follower wants to be told no more of what a channel writes; it can still be read.
public enum MuteChannel: Method {
    public typealias Request = MuteChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/MuteChannel",
        .command,
        "A follower is told no more of a channel's messages; they come, and can be read.",
        access: .anyOf(.endUser),
        routing: .partner,
        reasons: [.notFollowing]
    )
}

/// A follower wants to be told of what a channel writes again.
public enum UnmuteChannel: Method {
    public typealias Request = MuteChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/UnmuteChannel",
        .command,
        "An end user is told of a channel's messages again.",
        access: .anyOf(.endUser),
        routing: .partner
    )
}

/// A channel that a follower mutes, or does not any more.
public struct MuteChoice: Message {
    /// Which one.
    public let channelId: ChannelID

    /// Makes one from its field.
    public init(channelId: ChannelID) {
        self.channelId = channelId
    }
}

/// Lists the channels that an end user has muted, the last one first.
public enum ListMutedChannels: Method {
    public typealias Reply = Page<MutedChannel>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListMutedChannels",
        .read,
        "Lists the channels of the tenant that the caller has muted.",
        access: .anyOf(.endUser),
        routing: .tenant
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

/// A channel of which an end user is not told.
public struct MutedChannel: Message {
    /// Which one.
    public let channelId: ChannelID
    /// Whose it is.
    public let partnerId: PartnerID
    /// What it is called.
    public let channelName: String
    /// Since when.
    public let mutedAt: Instant

    /// Makes one from its fields.
    public init(
        channelId: ChannelID,
        partnerId: PartnerID,
        channelName: String,
        mutedAt: Instant
    ) {
        self.channelId = channelId
        self.partnerId = partnerId
        self.channelName = channelName
        self.mutedAt = mutedAt
    }
}
