public import OctopusContract

/// The confirmation that a coupon was used, for both sides.
public struct Redemption: Message {
    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The end user.
    public let endUserId: EndUserID
    /// The coupon's title.
    public let title: String
    /// When it was redeemed.
    public let redeemedAt: Instant
    /// How often it can still be redeemed.
    public let redemptionsLeft: Int64

    /// Makes one from its fields.
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
