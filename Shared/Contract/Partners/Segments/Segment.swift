public import OctopusContract

/// A saved rule of a partner that selects end users of its tenant.
public struct Segment: Message {
    /// Its identifier.
    public let id: SegmentID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// Unlike that of every other active one of the partner.
    public let name: String
    /// Whom it selects.
    public let rule: SegmentRule
    /// Whether it can be used.
    public let status: SegmentStatus
    /// Attributes that the rule names and the tenant retired; absent if there are none.
    ///
    /// Until the rule is edited, the segment selects nobody.
    public let retiredAttributes: [AttributeID]?
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: SegmentID,
        version: Int64,
        name: String,
        rule: SegmentRule,
        status: SegmentStatus,
        retiredAttributes: [AttributeID]? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.rule = rule
        self.status = status
        self.retiredAttributes = retiredAttributes
        self.createdAt = createdAt
    }
}

/// Whether a segment can be used.
public enum SegmentStatus: String, Codable, Sendable, CaseIterable {
    /// It can be used.
    case active
    /// It can't any more; what was sent to it keeps it.
    case archived
}
