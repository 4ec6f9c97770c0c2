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
    /// How many points a purchase gives; absent: awards name their points.
    public let rate: PointRate?
    /// The partner's channels that it is for, at most 20; absent: for all.
    public let channelIds: [ChannelID]?
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
        rate: PointRate? = nil,
        channelIds: [ChannelID]? = nil,
        status: PointTypeStatus,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.validity = validity
        (self.expiryNoticeDays, self.expiryMessage) = (expiryNoticeDays, expiryMessage)
        (self.rate, self.channelIds) = (rate, channelIds)
        self.status = status
        self.createdAt = createdAt
    }
}

/// How many points a purchase gives.
public struct PointRate: Message {
    /// How many points.
    public let points: Int64
    /// For each so many minor units of the tenant's currency; what is left over gives nothing.
    public let minorUnits: Int64

    /// Makes one from its fields.
    public init(points: Int64, minorUnits: Int64) {
        self.points = points
        self.minorUnits = minorUnits
    }
}

extension PointRate {
    public static let limits: [FieldLimit<Self>] = [
        .number("points", \.points, LoyaltyLimits.amount),
        .number("minorUnits", \.minorUnits, LoyaltyLimits.minorUnits),
    ]
}

/// Whether a point type is still given.
public enum PointTypeStatus: String, Codable, Sendable, CaseIterable {
    /// It can be given.
    case active
    /// Can no longer be given; what is held can still be spent.
    case retired
}

/// A span of the calendar: months, days or until a date, one of them.
///
/// Counted in the tenant's time zone: points that are earned on January 31 with one month end with
/// February's last day.
public struct Validity: Message {
    /// Calendar months, 1 to 120.
    public let months: Int64?
    /// Calendar days.
    public let days: Int64?
    /// The last day of the tenant's calendar on which points can be used and given, as `2026-12-31`.
    ///
    /// Points that were given keep the moment at which it ended by the tenant's zone then.
    public let until: String?

    /// Makes one from its fields.
    public init(months: Int64? = nil, days: Int64? = nil, until: String? = nil) {
        self.months = months
        self.days = days
        self.until = until
    }
}

extension Validity {
    /// Calendar months, 1 to 120.
    public static func months(_ months: Int64) -> Validity { Validity(months: months) }
    /// Calendar days.
    public static func days(_ days: Int64) -> Validity { Validity(days: days) }
    /// A date, as `2026-12-31`.
    public static func until(_ date: String) -> Validity { Validity(until: date) }
}

extension Validity {
    public static let limits: [FieldLimit<Self>] = [
        .number("months", \.months, LoyaltyLimits.months),
        .number("days", \.days, LoyaltyLimits.days),
        .text("until", \.until, LoyaltyLimits.date),
    ]
}
