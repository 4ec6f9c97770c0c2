public import OctopusContract

/// A coupon that an end user holds.
public struct IssuedCoupon: Message {
    public let id: IssuedCouponID
    public let couponId: CouponID
    public let partnerId: PartnerID
    public let partnerName: String
    public let title: String
    public let status: IssuedCouponStatus
    public let redemptionsLeft: Int64
    public let issuedAt: Instant
    public let expiresAt: Instant?

    public init(
        id: IssuedCouponID,
        couponId: CouponID,
        partnerId: PartnerID,
        partnerName: String,
        title: String,
        status: IssuedCouponStatus,
        redemptionsLeft: Int64,
        issuedAt: Instant,
        expiresAt: Instant? = nil
    ) {
        self.id = id
        self.couponId = couponId
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.title = title
        self.status = status
        self.redemptionsLeft = redemptionsLeft
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

public enum IssuedCouponStatus: String, Codable, Sendable, CaseIterable {
    case held, redeemed, expired, revoked
}
