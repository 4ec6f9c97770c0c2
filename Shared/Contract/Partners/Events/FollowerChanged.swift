public import OctopusContract
public import struct FoundationEssentials.UUID

/// Whether an end user follows a channel.
///
/// Who keeps it forgets it with the end user: of an erased one nothing more is told.
public struct FollowerChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/FollowerChanged",
        .state,
        "Whether an end user follows a channel, and since when."
    )

    /// Its identifier.
    ///
    /// Who follows the channel anew later has another one, so a row is deleted once `isFollowing` is false.
    public let id: FollowID
    /// Rises with each change.
    public let version: Int64
    /// The channel.
    public let channelId: ChannelID
    /// The end user.
    public let endUserId: EndUserID
    /// Whether they follow it now.
    public let isFollowing: Bool
    /// Since when they do, or don't.
    public let sinceAt: Instant

    /// Makes one from its fields.
    public init(
        id: FollowID,
        version: Int64,
        channelId: ChannelID,
        endUserId: EndUserID,
        isFollowing: Bool,
        sinceAt: Instant
    ) {
        self.id = id
        self.version = version
        self.channelId = channelId
        self.endUserId = endUserId
        self.isFollowing = isFollowing
        self.sinceAt = sinceAt
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
