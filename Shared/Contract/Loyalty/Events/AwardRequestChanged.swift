public import OctopusContract

/// A request for an award as it now is.
///
/// Nothing is told when seven days without a decision are over.
public struct AwardRequestChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/AwardRequestChanged",
        .state,
        "A request for an award as it now is."
    )

    /// Its identifier.
    public let id: AwardRequestID
    /// Rises with each change.
    public let version: Int64
    /// What became of it.
    public let status: AwardRequestStatus
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// How many points.
    public let amount: Int64
    /// From then on nobody can approve it.
    public let expiresAt: Instant
    /// The award that was made.
    public let awardId: AwardID?

    /// Makes one from its fields.
    public init(
        id: AwardRequestID,
        version: Int64,
        status: AwardRequestStatus,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        expiresAt: Instant,
        awardId: AwardID? = nil
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.expiresAt = expiresAt
        self.awardId = awardId
    }
}
