public import OctopusContract
public import struct FoundationEssentials.UUID

/// An issued coupon was taken back.
public struct CouponRevoked: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponRevoked",
        .fact,
        "An issued coupon was taken back."
    )

    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The end user.
    public let endUserId: EndUserID
    /// What the end user can use again.
    public let refunded: Int64

    /// Makes one from its fields.
    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        refunded: Int64
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.refunded = refunded
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
