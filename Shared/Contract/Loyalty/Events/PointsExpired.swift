public import OctopusContract
public import struct FoundationEssentials.UUID

/// What was left of an award passed its time.
public struct PointsExpired: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsExpired",
        .fact,
        "What was left of an award passed its time."
    )

    /// The award, and the lot of points that it made.
    public let awardId: AwardID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// When the points expired.
    public let expiredAt: Instant

    /// Makes one from its fields.
    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        expiredAt: Instant
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.expiredAt = expiredAt
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
