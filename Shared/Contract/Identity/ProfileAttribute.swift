public import OctopusContract

/// What sort of value an attribute takes.
public enum AttributeKind: String, Codable, Sendable, CaseIterable {
    /// One line of text.
    case text
    /// A number, also one with a fraction.
    case number
    /// A day of the calendar.
    case date
    /// One of the attribute's choices.
    case choice
    /// A point of the earth; it is kept only with the person's consent of the kind `place`.
    case place
}

/// Something that a tenant wants to know of its end users, which they tell in their profiles.
public struct ProfileAttribute: Message {
    /// The attribute.
    public let id: AttributeID
    /// Rises with each change.
    public let version: Int64
    /// What people call it; no other attribute of the tenant that is in use has the name.
    public let name: String
    /// It never changes.
    public let kind: AttributeKind
    /// What can be chosen, in the tenant's order; absent unless the kind is `choice`.
    public let choices: [String]?
    /// When it was made.
    public let createdAt: Instant
    /// Since when nobody is asked for it any more; absent while it is in use.
    public let retiredAt: Instant?

    /// Makes one from its fields.
    public init(
        id: AttributeID,
        version: Int64,
        name: String,
        kind: AttributeKind,
        choices: [String]? = nil,
        createdAt: Instant,
        retiredAt: Instant? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.kind = kind
        self.choices = choices
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }
}

/// What an end user tells of one attribute: exactly one of the fields beside `attributeId`, the one
/// that bears the name of the attribute's kind; of the kind `number` it is `amount`.
public struct ProfileValue: Message {
    /// The attribute.
    public let attributeId: AttributeID
    /// One line of 1 to 200 characters.
    public let text: String?
    /// From -10^15 to 10^15.
    public let amount: Double?
    /// As `2001-12-31`, in the Gregorian calendar.
    public let date: String?
    /// One of the attribute's choices, letter by letter.
    public let choice: String?
    /// A point of the earth.
    public let place: GeoPoint?

    /// Makes one from its fields.
    public init(
        attributeId: AttributeID,
        text: String? = nil,
        amount: Double? = nil,
        date: String? = nil,
        choice: String? = nil,
        place: GeoPoint? = nil
    ) {
        self.attributeId = attributeId
        self.text = text
        self.amount = amount
        self.date = date
        self.choice = choice
        self.place = place
    }
}

/// A point of the earth (WGS 84).
public struct GeoPoint: Message {
    /// Degrees north of the equator, from -90 to 90.
    public let latitude: Double
    /// Degrees east of Greenwich, from -180 to 180.
    public let longitude: Double

    /// Makes one from its fields.
    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }
}
