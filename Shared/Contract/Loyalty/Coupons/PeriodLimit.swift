public import OctopusContract

/// How many of a coupon one end user can get in a day, a week or a month of the tenant's calendar.
public struct PeriodLimit: Message {
    /// How many.
    public let times: Int64
    /// In which span.
    public let period: CouponPeriod

    /// Makes one from its fields.
    public init(times: Int64, period: CouponPeriod) {
        self.times = times
        self.period = period
    }
}

/// A span of the tenant's calendar.
public enum CouponPeriod: String, Codable, Sendable, CaseIterable {
    /// From midnight to midnight.
    case day
    /// From Monday to Sunday, as ISO 8601 has it.
    case week
    /// A calendar month.
    case month
}

extension PeriodLimit {
    public static let limits: [FieldLimit<Self>] = [
        .number("times", \.times, LoyaltyLimits.times)
    ]
}
