public import OctopusContract

/// A segment of a partner as it now is, so that every service selects the same end users.
public struct SegmentChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/SegmentChanged",
        .state,
        "A segment of a partner as it now is."
    )

    /// Its identifier.
    public let id: SegmentID
    /// Rises with each change.
    public let version: Int64
    /// What the partner calls it.
    public let name: String
    /// Whom it selects.
    public let rule: SegmentRule
    /// Whether it can be used.
    public let status: SegmentStatus

    /// Makes one from its fields.
    public init(
        id: SegmentID,
        version: Int64,
        name: String,
        rule: SegmentRule,
        status: SegmentStatus
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.rule = rule
        self.status = status
    }
}
