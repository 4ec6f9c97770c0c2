public import OctopusContract

/// A coupon as its partner defined it; what an end user holds is an ``IssuedCoupon``.
public struct Coupon: Message {
    /// Its identifier.
    public let id: CouponID
    /// Rises with each change.
    public let version: Int64
    /// What may be done with it now.
    public let status: CouponStatus
    /// What the coupon says and what it costs.
    public let terms: CouponTerms
    /// How many were got or given so far.
    public let issued: Int64
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: CouponID,
        version: Int64,
        status: CouponStatus,
        terms: CouponTerms,
        issued: Int64,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.terms = terms
        self.issued = issued
        self.createdAt = createdAt
    }
}

/// Whether a coupon can be got.
public enum CouponStatus: String, Codable, Sendable, CaseIterable {
    /// `draft` can't be got yet or any more; `published` can.
    case draft, published
    /// Nobody gets it; those who hold it can use it.
    case paused
    /// Nobody gets it, nobody can use it.
    case archived
}

/// What a partner decides about a coupon.
public struct CouponTerms: Message {
    /// At most 80 characters.
    public let title: String
    /// At most 1000 characters.
    public let description: String?
    /// The small print, at most 4000 characters.
    public let terms: String?
    /// Absent: free.
    public let price: CouponPrice?
    /// It can be got from then on.
    public let validFromAt: Instant?
    /// It can be got and used until then; later than now when it is set.
    public let validToAt: Instant?
    /// It can be got from the beginning of that day of the tenant's calendar on, as `2026-03-29`.
    ///
    /// Either this or `validFromAt` is set; what is shown has the moment, too, and so may what is edited. That
    /// moment stays when the tenant's zone changes.
    public let validFromDate: String?
    /// It can be got and used until the end of that day, as `validFromDate` says of its beginning.
    public let validToDate: String?
    /// It can be used for so many days of the tenant's calendar after it was got.
    public let validDays: Int64?
    /// How many there are in all; absent: without end.
    public let stock: Int64?
    /// How many one end user can get; absent: without end.
    public let limitPerUser: Int64?
    /// How many times one issued coupon can be redeemed; once if absent.
    public let redeemableTimes: Int64?
    /// The partner's channels that show it, 1 to 20, each once; absent: all of them show it.
    ///
    /// While none of them is published, it is shown nowhere and nobody gets it.
    public let channelIds: [ChannelID]?
    /// How many one end user can get in a day, a week or a month; absent: without end.
    public let limitPerPeriod: PeriodLimit?

    /// Makes one from its fields.
    public init(
        title: String,
        description: String? = nil,
        terms: String? = nil,
        price: CouponPrice? = nil,
        validFromAt: Instant? = nil,
        validToAt: Instant? = nil,
        validFromDate: String? = nil,
        validToDate: String? = nil,
        validDays: Int64? = nil,
        stock: Int64? = nil,
        limitPerUser: Int64? = nil,
        redeemableTimes: Int64? = nil,
        channelIds: [ChannelID]? = nil,
        limitPerPeriod: PeriodLimit? = nil
    ) {
        self.title = title
        self.description = description
        self.terms = terms
        self.price = price
        self.validFromAt = validFromAt
        self.validToAt = validToAt
        self.validFromDate = validFromDate
        self.validToDate = validToDate
        self.validDays = validDays
        self.stock = stock
        self.limitPerUser = limitPerUser
        self.redeemableTimes = redeemableTimes
        self.channelIds = channelIds
        self.limitPerPeriod = limitPerPeriod
    }
}

/// What a coupon costs.
public struct CouponPrice: Message {
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many of these points.
    public let amount: Int64

    /// Makes one from its fields.
    public init(pointTypeId: PointTypeID, amount: Int64) {
        self.pointTypeId = pointTypeId
        self.amount = amount
    }
}

extension CouponTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("title", \.title, .line(1...80)),
        .text("description", \.description, .lines(1...1000)),
        .text("terms", \.terms, .lines(1...4000)),
        .inside("price", \.price),
        .text("validFromDate", \.validFromDate, LoyaltyLimits.date),
        .text("validToDate", \.validToDate, LoyaltyLimits.date),
        .number("validDays", \.validDays, LoyaltyLimits.days),
        .number("stock", \.stock, LoyaltyLimits.stock),
        .number("limitPerUser", \.limitPerUser, LoyaltyLimits.times),
        .number("redeemableTimes", \.redeemableTimes, LoyaltyLimits.times, standard: 1),
        .inside("limitPerPeriod", \.limitPerPeriod),
    ]
}

extension CouponPrice {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, LoyaltyLimits.amount)
    ]
}
