public import OctopusContract

/// What an end user has of one point type.
public struct Balance: Message {
    /// The partner.
    public let partnerId: PartnerID
    /// What people call the partner.
    public let partnerName: String
    /// The point type.
    public let pointTypeId: PointTypeID
    /// The point type's name, singular.
    public let pointTypeName: String
    /// What can be used now; below zero, what later points settle first.
    public let amount: Int64
    /// What expires next; absent if nothing does.
    public let nextExpiry: NextExpiry?
    /// What is held, and not in `amount`; absent if nothing is.
    public let held: Int64?
    /// In a wallet, the coupon that comes next; absent if there is none that they lack points for.
    public let nextCoupon: NextCoupon?

    /// Makes one from its fields.
    public init(
        partnerId: PartnerID,
        partnerName: String,
        pointTypeId: PointTypeID,
        pointTypeName: String,
        amount: Int64,
        nextExpiry: NextExpiry? = nil,
        held: Int64? = nil,
        nextCoupon: NextCoupon? = nil
    ) {
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.pointTypeId = pointTypeId
        self.pointTypeName = pointTypeName
        self.amount = amount
        self.nextExpiry = nextExpiry
        self.held = held
        self.nextCoupon = nextCoupon
    }
}

/// The points that will be lost first, if they are not used.
public struct NextExpiry: Message {
    /// How many points.
    public let amount: Int64
    /// When it ends; absent if it never does.
    public let expiresAt: Instant

    /// Makes one from its fields.
    public init(amount: Int64, expiresAt: Instant) {
        self.amount = amount
        self.expiresAt = expiresAt
    }
}

/// The cheapest coupon that costs more than the end user has, of those that they could get.
public struct NextCoupon: Message {
    /// The coupon.
    public let couponId: CouponID
    /// The coupon's title.
    public let title: String
    /// How many points it costs.
    public let price: Int64
    /// How many points are missing: "1 more banana to get it".
    public let missing: Int64

    /// Makes one from its fields.
    public init(couponId: CouponID, title: String, price: Int64, missing: Int64) {
        self.couponId = couponId
        self.title = title
        self.price = price
        self.missing = missing
    }
}
