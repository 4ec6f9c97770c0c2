public import OctopusContract

/// The confirmation that a coupon was used, for both sides.
public struct Redemption: Message {
    public let issuedCouponId: IssuedCouponID
    public let couponId: CouponID
    public let endUserId: EndUserID
    public let title: String
    public let redeemedAt: Instant
    public let redemptionsLeft: Int64

    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        title: String,
        redeemedAt: Instant,
        redemptionsLeft: Int64
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.title = title
        self.redeemedAt = redeemedAt
        self.redemptionsLeft = redemptionsLeft
    }
}
