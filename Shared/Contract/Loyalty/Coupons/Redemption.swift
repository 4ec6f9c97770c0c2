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
    /// The number of this use, by which it can be undone; of several at once, of the last of them.
    public let use: Int64?
    /// How many uses this took.
    public let times: Int64?
    /// How often it was redeemed so far, what was undone not counted.
    public let uses: Int64?
    /// How often it can be redeemed in all.
    public let usesAllowed: Int64?

    /// Makes one from its fields.
    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        title: String,
        redeemedAt: Instant,
        redemptionsLeft: Int64,
        use: Int64? = nil,
        times: Int64? = nil,
        uses: Int64? = nil,
        usesAllowed: Int64? = nil
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.title = title
        self.redeemedAt = redeemedAt
        self.redemptionsLeft = redemptionsLeft
        self.use = use
        self.times = times
        self.uses = uses
        self.usesAllowed = usesAllowed
    }
}
