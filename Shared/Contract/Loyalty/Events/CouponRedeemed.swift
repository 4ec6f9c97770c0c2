public import OctopusContract

public struct CouponRedeemed: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponRedeemed",
        .fact,
        "An issued coupon was used."
    )

    public let issuedCouponId: IssuedCouponID
    public let couponId: CouponID
    public let endUserId: EndUserID
    /// Rises from 1 with each use of this one.
    public let use: Int64
    public let redemptionsLeft: Int64

    public init(
        issuedCouponId: IssuedCouponID,
        couponId: CouponID,
        endUserId: EndUserID,
        use: Int64,
        redemptionsLeft: Int64
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.use = use
        self.redemptionsLeft = redemptionsLeft
    }
}
