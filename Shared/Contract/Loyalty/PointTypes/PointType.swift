public import OctopusContract

/// A named loyalty currency of one partner.
public struct PointType: Message {
    public let id: PointTypeID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// Singular, as `banana`: it is shown as "1 more banana".
    public let name: String
    /// How long points can be used after they were earned; absent: for ever.
    public let validity: Validity?
    /// So many days before points expire, their holder is told.
    public let expiryNoticeDays: Int64?
    /// What they are told.
    public let expiryMessage: String?
    public let status: PointTypeStatus
    public let createdAt: Instant

    public init(
        id: PointTypeID,
        version: Int64,
        name: String,
        validity: Validity? = nil,
        expiryNoticeDays: Int64? = nil,
        expiryMessage: String? = nil,
        status: PointTypeStatus,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.validity = validity
        self.expiryNoticeDays = expiryNoticeDays
        self.expiryMessage = expiryMessage
        self.status = status
        self.createdAt = createdAt
    }
}

public enum PointTypeStatus: String, Codable, Sendable, CaseIterable {
    case active
    /// Can no longer be given; what is held can still be spent.
    case retired
}

/// A span of the calendar: either months or days, never both.
///
/// Counted in the tenant's time zone: points that are earned on January 31 with one month end with
/// February's last day.
public struct Validity: Message {
    public let months: Int64?
    public let days: Int64?

    public init(months: Int64? = nil, days: Int64? = nil) {
        self.months = months
        self.days = days
    }
}

extension Validity {
    public static func months(_ months: Int64) -> Validity { Validity(months: months) }
    public static func days(_ days: Int64) -> Validity { Validity(days: days) }
}

extension Validity {
    public static let limits: [FieldLimit<Self>] = [
        .number("months", \.months, LoyaltyLimits.months),
        .number("days", \.days, LoyaltyLimits.days),
    ]
}
