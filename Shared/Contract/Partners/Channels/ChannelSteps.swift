public import OctopusContract

// What can be done with a channel:
//
//     draft ──▶ published ◀──▶ unpublished
//       └───────────┴───────────────┴──▶ archived

/// The channel that a step is taken with.
public struct ChannelVersion: Message {
    /// Which one.
    public let channelId: ChannelID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(channelId: ChannelID, version: Int64) {
        self.channelId = channelId
        self.version = version
    }
}

/// Lets end users find a channel.
public enum PublishChannel: Method {
    public typealias Request = ChannelVersion
    public typealias Reply = Channel

    public static let declaration = MethodDeclaration(
        "partners.v1/PublishChannel",
        .command,
        "Lets end users find a channel.",
        access: .anyOf(.partnerUser(.channels, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Hides a channel; who follows it still does.
public enum UnpublishChannel: Method {
    public typealias Request = ChannelVersion
    public typealias Reply = Channel

    public static let declaration = MethodDeclaration(
        "partners.v1/UnpublishChannel",
        .command,
        "Hides a channel; who follows it still does when it is published again.",
        access: .anyOf(.partnerUser(.channels, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Ends a channel for good, and makes room for another.
public enum ArchiveChannel: Method {
    public typealias Request = ChannelVersion
    public typealias Reply = Channel

    public static let declaration = MethodDeclaration(
        "partners.v1/ArchiveChannel",
        .command,
        "Ends a channel for good, and makes room for another.",
        access: .anyOf(.partnerUser(.channels, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}
