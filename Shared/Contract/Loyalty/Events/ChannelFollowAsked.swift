public import OctopusContract
public import struct FoundationEssentials.UUID

/// An end user scanned a code to follow a channel; partners has them follow it.
public struct ChannelFollowAsked: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/ChannelFollowAsked",
        .fact,
        "An end user scanned a code to follow a channel; partners has them follow it."
    )

    /// The follow that comes of it, unless they follow already.
    public let followId: FollowID
    /// The channel.
    public let channelId: ChannelID
    /// The end user.
    public let endUserId: EndUserID

    /// Makes one from its fields.
    public init(followId: FollowID, channelId: ChannelID, endUserId: EndUserID) {
        self.followId = followId
        self.channelId = channelId
        self.endUserId = endUserId
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
