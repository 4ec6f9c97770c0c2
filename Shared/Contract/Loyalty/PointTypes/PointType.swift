public import OctopusContract

/// A named loyalty currency of one partner.
public struct PointType: Message {
    /// Its identifier.
    public let id: PointTypeID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// Singular, as `banana`: it is shown as "1 more banana".
    public let name: String
    /// How long points can be used after they were earned; absent: for ever.
    public let validity: Validity?
    /// So many days before points expire, their holder is told.
    public let expiryNoticeDays: Int64?
    /// What they are told, with `{{amount}}`, `{{points}}`, `{{days}}` and `{{date}}` filled in.
    ///
    /// `points` is their name; `days` on how many days they can still be used, today among them; `date` the last.
    public let expiryMessage: String?
    /// What may be done with it now.
    public let status: PointTypeStatus
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
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

/// Whether a point type is still given.
public enum PointTypeStatus: String, Codable, Sendable, CaseIterable {
    /// It can be given.
    case active
    /// Can no longer be given; what is held can still be spent.
    case retired
}

/// A span of the calendar: either months or days, never both.
///
/// Counted in the tenant's time zone: points that are earned on January 31 with one month end with
/// February's last day.
public struct Validity: Message {
    /// Calendar months, 1 to 120.
    public let months: Int64?
    /// Calendar days.
    public let days: Int64?

    /// Makes one from its fields.
    public init(months: Int64? = nil, days: Int64? = nil) {
        self.months = months
        self.days = days
    }
}

extension Validity {
    /// Calendar months, 1 to 120.
    public static func months(_ months: Int64) -> Validity { Validity(months: months) }
    /// Calendar days.
    public static func days(_ days: Int64) -> Validity { Validity(days: days) }
}

extension Validity {
    public static let limits: [FieldLimit<Self>] = [
        .number("months", \.months, LoyaltyLimits.months),
        .number("days", \.days, LoyaltyLimits.days),
    ]
}
