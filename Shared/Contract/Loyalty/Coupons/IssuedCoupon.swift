public import OctopusContract

/// A coupon that an end user holds or held.
public struct IssuedCoupon: Message {
    /// Its identifier.
    public let id: IssuedCouponID
    /// The coupon.
    public let couponId: CouponID
    /// The partner.
    public let partnerId: PartnerID
    /// What people call the partner.
    public let partnerName: String
    /// The coupon's title.
    public let title: String
    /// What may be done with it now.
    public let status: IssuedCouponStatus
    /// How often it can still be redeemed.
    public let redemptionsLeft: Int64
    /// When it was got or given.
    public let issuedAt: Instant
    /// When it ends; absent if it never does.
    public let expiresAt: Instant?
    /// When it was redeemed for the last time, expired or was taken back; absent while it is held.
    public let endedAt: Instant?
    /// How often it can be redeemed in all: a stamp card of ten says 10.
    public let usesAllowed: Int64?

    /// Makes one from its fields.
    public init(
        id: IssuedCouponID,
        couponId: CouponID,
        partnerId: PartnerID,
        partnerName: String,
        title: String,
        status: IssuedCouponStatus,
        redemptionsLeft: Int64,
        issuedAt: Instant,
        expiresAt: Instant? = nil,
        endedAt: Instant? = nil,
        usesAllowed: Int64? = nil
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
        self.endedAt = endedAt
        self.usesAllowed = usesAllowed
    }
}

/// What became of a copy of a coupon.
public enum IssuedCouponStatus: String, Codable, Sendable, CaseIterable {
    /// `held` can be redeemed; the others are how it ended.
    case held, redeemed, expired, revoked
}
