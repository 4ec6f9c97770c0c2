public import OctopusContract
public import struct FoundationEssentials.UUID

/// An end user got a coupon.
public struct CouponIssued: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/CouponIssued",
        .fact,
        "An end user got a coupon."
    )

    /// The copy of the coupon.
    public let issuedCouponId: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The end user.
    public let endUserId: EndUserID
    /// What was paid; absent for a free one.
    public let paid: CouponPrice?
    /// When it ends; absent if it never does.
    public let expiresAt: Instant?

    /// Makes one from its fields.
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

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
