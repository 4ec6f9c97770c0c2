public import OctopusContract

/// What is asked of an attribute: at most one of the fields beside `attributeId`, the one that fits the
/// attribute's kind.
///
/// Without any of them it holds for everybody who told of the attribute at all.
public struct AttributeCondition: Message {
    /// One of the tenant's that is in use.
    public let attributeId: AttributeID
    /// Of the kind `text`: they told one of these; case, accents and width make no difference.
    public let texts: [String]?
    /// Of the kind `choice`: they chose one of these.
    public let choices: [String]?
    /// Of the kind `number`.
    public let numbers: NumberRange?
    /// Of the kind `date`.
    public let days: DayRange?

    /// Makes one from its fields.
    public init(
        attributeId: AttributeID,
        texts: [String]? = nil,
        choices: [String]? = nil,
        numbers: NumberRange? = nil,
        days: DayRange? = nil
    ) {
        self.attributeId = attributeId
        self.texts = texts
        self.choices = choices
        self.numbers = numbers
        self.days = days
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case attributeId, texts, choices, numbers, days
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseFields(besides: CodingKeys.allCases)
        attributeId = try container.decode(AttributeID.self, forKey: .attributeId)
        texts = try container.decodeIfPresent([String].self, forKey: .texts)
        choices = try container.decodeIfPresent([String].self, forKey: .choices)
        numbers = try container.decodeIfPresent(NumberRange.self, forKey: .numbers)
        days = try container.decodeIfPresent(DayRange.self, forKey: .days)
    }
}

/// Numbers between two bounds, which belong to it; an absent one is open.
public struct NumberRange: Message {
    /// The least.
    public let least: Double?
    /// The most.
    public let most: Double?

    /// Makes a range.
    public init(least: Double? = nil, most: Double? = nil) {
        self.least = least
        self.most = most
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case least, most }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseFields(besides: CodingKeys.allCases)
        least = try container.decodeIfPresent(Double.self, forKey: .least)
        most = try container.decodeIfPresent(Double.self, forKey: .most)
    }
}

/// Days of the calendar between two, which belong to it, as `2001-12-31`; an absent one is open.
public struct DayRange: Message {
    /// The first.
    public let first: String?
    /// The last.
    public let last: String?

    /// Makes a range.
    public init(first: String? = nil, last: String? = nil) {
        self.first = first
        self.last = last
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case first, last }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseFields(besides: CodingKeys.allCases)
        first = try container.decodeIfPresent(String.self, forKey: .first)
        last = try container.decodeIfPresent(String.self, forKey: .last)
    }
}

/// When something happened: all that is given holds, and something must be given.
///
/// Days are counted back from the beginning of the present day in UTC, so a rule matches the same end
/// users for a whole day. Of what end users last did the day in UTC is known: a moment of a span stands for
/// the beginning of its day there.
public struct SegmentSpan: Message {
    /// Within so many days before today, or today; 0 is today.
    public let withinDays: Int64?
    /// Longer ago than that.
    public let beforeDays: Int64?
    /// At this moment or later.
    public let fromAt: Instant?
    /// Before this moment.
    public let beforeAt: Instant?

    /// Makes a span.
    public init(
        withinDays: Int64? = nil,
        beforeDays: Int64? = nil,
        fromAt: Instant? = nil,
        beforeAt: Instant? = nil
    ) {
        self.withinDays = withinDays
        self.beforeDays = beforeDays
        self.fromAt = fromAt
        self.beforeAt = beforeAt
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case withinDays, beforeDays, fromAt, beforeAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseFields(besides: CodingKeys.allCases)
        withinDays = try container.decodeIfPresent(Int64.self, forKey: .withinDays)
        beforeDays = try container.decodeIfPresent(Int64.self, forKey: .beforeDays)
        fromAt = try container.decodeIfPresent(Instant.self, forKey: .fromAt)
        beforeAt = try container.decodeIfPresent(Instant.self, forKey: .beforeAt)
    }
}

/// A circle on the earth, by the great circle on a sphere of 6,371,008.8 m.
public struct SegmentArea: Message {
    /// One of the tenant's of the kind `place`.
    public let attributeId: AttributeID
    /// Ten millionths of a degree north of the equator.
    public let latitudeE7: Int64
    /// Ten millionths of a degree east of Greenwich.
    public let longitudeE7: Int64
    /// How far from there.
    public let radiusMeters: Int64

    /// Makes a circle.
    public init(
        attributeId: AttributeID,
        latitudeE7: Int64,
        longitudeE7: Int64,
        radiusMeters: Int64
    ) {
        self.attributeId = attributeId
        self.latitudeE7 = latitudeE7
        self.longitudeE7 = longitudeE7
        self.radiusMeters = radiusMeters
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case attributeId, latitudeE7, longitudeE7, radiusMeters
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseFields(besides: CodingKeys.allCases)
        attributeId = try container.decode(AttributeID.self, forKey: .attributeId)
        latitudeE7 = try container.decode(Int64.self, forKey: .latitudeE7)
        longitudeE7 = try container.decode(Int64.self, forKey: .longitudeE7)
        radiusMeters = try container.decode(Int64.self, forKey: .radiusMeters)
    }
}
