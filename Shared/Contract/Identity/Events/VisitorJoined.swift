public import OctopusContract

/// A visitor turned out to be an end user: what the visitor began is the end user's from now on.
///
/// It is told once, and stays in snapshots for 30 days.
public struct VisitorJoined: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/VisitorJoined",
        .state,
        "A visitor of a website logged in: what they began as a visitor is the end user's."
    )

    /// The visitor, whose tokens are no longer good.
    public let id: VisitorID
    /// Always 1.
    public let version: Int64
    /// Who the visitor is.
    public let endUserId: EndUserID
    /// When they logged in.
    public let joinedAt: Instant

    /// Makes one from its fields.
    public init(id: VisitorID, version: Int64, endUserId: EndUserID, joinedAt: Instant) {
        self.id = id
        self.version = version
        self.endUserId = endUserId
        self.joinedAt = joinedAt
    }
}
