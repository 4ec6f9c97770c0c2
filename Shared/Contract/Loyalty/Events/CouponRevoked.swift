public import OctopusContract

public struct CouponRevoked: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponRevoked",
        .fact,
        "An issued coupon was taken back."
    )

    public let issuedCouponId: IssuedCouponID
    public let couponId: CouponID
    public let endUserId: EndUserID
    /// What the end user can use again.
    public let refunded: Int64

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
}
