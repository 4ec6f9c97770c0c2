public import OctopusContract
public import struct FoundationEssentials.UUID

/// An end user was given points.
public struct PointsAwarded: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsAwarded",
        .fact,
        "An end user was given points."
    )

    /// The award, and the lot of points that it made.
    public let awardId: AwardID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// All points of this type that the end user can now use; below zero, what they owe.
    public let balance: Int64
    /// When it ends; absent if it never does.
    public let expiresAt: Instant?

    /// Makes one from its fields.
    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64,
        expiresAt: Instant? = nil
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
        self.expiresAt = expiresAt
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
