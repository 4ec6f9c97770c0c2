public import OctopusContract

public struct CouponIssued: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponIssued",
        .fact,
        "An end user got a coupon."
    )

    public let issuedCouponId: IssuedCouponID
    public let couponId: CouponID
    public let endUserId: EndUserID
    public let paid: CouponPrice?
    public let expiresAt: Instant?

    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        paid: CouponPrice? = nil,
        expiresAt: Instant? = nil
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.paid = paid
        self.expiresAt = expiresAt
    }
}
