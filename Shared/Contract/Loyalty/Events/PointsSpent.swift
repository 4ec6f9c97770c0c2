public import OctopusContract
public import struct FoundationEssentials.UUID

/// An end user paid for a coupon with points.
public struct PointsSpent: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsSpent",
        .fact,
        "An end user paid for a coupon with points."
    )

    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// All points of this type that the end user can now use.
    public let balance: Int64

    /// Makes one from its fields.
    public init(
        issuedCouponId: IssuedCouponID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64
    ) {
        self.issuedCouponId = issuedCouponId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
