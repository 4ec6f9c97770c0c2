public import OctopusContract

public struct PointsSpent: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsSpent",
        .fact,
        "An end user paid for a coupon with points."
    )

    public let issuedCouponId: IssuedCouponID
    public let endUserId: EndUserID
    public let pointTypeId: PointTypeID
    public let amount: Int64
    public let balance: Int64

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
}
