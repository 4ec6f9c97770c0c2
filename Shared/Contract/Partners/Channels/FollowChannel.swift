public import OctopusContract

/// An end user begins to follow a channel; done twice, it is done once.
public enum FollowChannel: Method {
    public typealias Request = ChannelChoice
    public typealias Reply = Following

    public static let declaration = MethodDeclaration(
        "partners.v1/FollowChannel",
        .command,
        "The end user follows a published channel from now on.",
        access: .anyOf(.endUser),
        routing: .tenant,
        reasons: [.endUserBlocked, .tooManyFollows]
    )
}

/// An end user ends it; also of a channel that is hidden now.
public enum UnfollowChannel: Method {
    public typealias Request = ChannelChoice
    public typealias Reply = Following

    public static let declaration = MethodDeclaration(
        "partners.v1/UnfollowChannel",
        .command,
        "The end user follows the channel no longer.",
        access: .anyOf(.endUser),
        routing: .tenant
    )
}

/// Whether an end user follows a channel.
public struct Following: Message {
    /// The channel.
    public let channelId: ChannelID
    /// Since when; absent if they don't.
    public let sinceAt: Instant?

    /// Makes one from its fields.
    public init(channelId: ChannelID, sinceAt: Instant? = nil) {
        self.channelId = channelId
        self.sinceAt = sinceAt
    }
}
