public import OctopusContract
public import struct FoundationEssentials.UUID

/// A use of an issued coupon was taken back.
public struct RedemptionUndone: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/RedemptionUndone",
        .fact,
        "A use of an issued coupon was taken back."
    )

    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The end user.
    public let endUserId: EndUserID
    /// The use's number, as ``CouponRedeemed`` told it.
    public let use: Int64
    /// What the copy is now.
    public let status: IssuedCouponStatus
    /// How often it was redeemed, what was undone not counted.
    public let uses: Int64
    /// How often it can be redeemed in all.
    public let usesAllowed: Int64

    /// Makes one from its fields.
    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        use: Int64,
        status: IssuedCouponStatus,
        uses: Int64,
        usesAllowed: Int64
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.use = use
        self.status = status
        self.uses = uses
        self.usesAllowed = usesAllowed
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
