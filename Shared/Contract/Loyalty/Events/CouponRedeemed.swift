public import OctopusContract
public import struct FoundationEssentials.UUID

/// An issued coupon was used.
public struct CouponRedeemed: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponRedeemed",
        .fact,
        "An issued coupon was used."
    )

    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The end user.
    public let endUserId: EndUserID
    /// Rises from 1 with each use of this one; of several at once, the number of the last of them.
    public let use: Int64
    /// How often it can still be redeemed.
    public let redemptionsLeft: Int64
    /// How many uses this was.
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
        use: Int64,
        redemptionsLeft: Int64,
        times: Int64? = nil,
        uses: Int64? = nil,
        usesAllowed: Int64? = nil
    ) {
        self.issuedCouponId = issuedCouponId
        self.couponId = couponId
        self.endUserId = endUserId
        self.use = use
        self.redemptionsLeft = redemptionsLeft
        self.times = times
        self.uses = uses
        self.usesAllowed = usesAllowed
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
