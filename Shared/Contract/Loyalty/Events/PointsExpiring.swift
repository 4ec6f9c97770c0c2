public import OctopusContract
public import struct FoundationEssentials.UUID

/// Points of an end user will expire soon, told once for each award.
///
/// What several awards gave that ends at one moment is told together.
public struct PointsExpiring: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsExpiring",
        .fact,
        "Points of an end user will expire soon."
    )

    /// The newest of the awards of which something is left.
    public let awardId: AwardID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points are left of these awards.
    public let amount: Int64
    /// When the points expire.
    public let expiresAt: Instant
    /// What the partner tells the end user.
    public let message: String
    /// The channel through which the points were given; absent if it is not known.
    public let channelId: ChannelID?

    /// Makes one from its fields.
    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        expiresAt: Instant,
        message: String,
        channelId: ChannelID? = nil
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.expiresAt = expiresAt
        self.message = message
        self.channelId = channelId
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
