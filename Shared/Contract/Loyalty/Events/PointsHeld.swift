public import OctopusContract
public import struct FoundationEssentials.UUID

/// Points of an end user are kept for a while.
public struct PointsHeld: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsHeld",
        .fact,
        "Points of an end user are kept for a while."
    )

    /// The hold.
    public let holdId: HoldID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// All points of this type that the end user can now use.
    public let balance: Int64
    /// From then on the hold can't be posted.
    public let expiresAt: Instant

    /// Makes one from its fields.
    public init(
        holdId: HoldID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64,
        expiresAt: Instant
    ) {
        self.holdId = holdId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
        self.expiresAt = expiresAt
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
