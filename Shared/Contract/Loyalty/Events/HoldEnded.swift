public import OctopusContract
public import struct FoundationEssentials.UUID

/// Held points were spent or went back, or what was spent of them went back later.
public struct HoldEnded: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/HoldEnded",
        .fact,
        "Held points were spent or went back, or what was spent of them went back later."
    )

    /// The hold.
    public let holdId: HoldID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// What became of the hold: `refunded` comes after `posted`.
    public let status: HoldStatus
    /// What stays spent.
    public let spent: Int64
    /// What the end user can use again.
    public let returned: Int64
    /// What had passed its time meanwhile; absent if nothing had.
    public let expired: Int64?
    /// All points of this type that the end user can now use; below zero, what they owe.
    public let balance: Int64

    /// Makes one from its fields.
    public init(
        holdId: HoldID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        status: HoldStatus,
        spent: Int64,
        returned: Int64,
        expired: Int64? = nil,
        balance: Int64
    ) {
        self.holdId = holdId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.status = status
        self.spent = spent
        self.returned = returned
        self.expired = expired
        self.balance = balance
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
