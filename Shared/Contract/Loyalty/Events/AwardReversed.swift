public import OctopusContract
public import struct FoundationEssentials.UUID

/// An award was taken back.
public struct AwardReversed: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/AwardReversed",
        .fact,
        "An award was taken back."
    )

    /// The award, and the lot of points that it made.
    public let awardId: AwardID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points, with those that are owed.
    public let amount: Int64
    /// All points of this type that the end user can now use; below zero, what they owe.
    public let balance: Int64
    /// What of it the end user did not have, and later points settle; absent if nothing.
    public let owed: Int64?

    /// Makes one from its fields.
    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64,
        owed: Int64? = nil
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
        self.owed = owed
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
