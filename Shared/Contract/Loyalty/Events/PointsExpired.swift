public import OctopusContract

public struct PointsExpired: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsExpired",
        .fact,
        "What was left of an award passed its time."
    )

    public let awardId: AwardID
    public let endUserId: EndUserID
    public let pointTypeId: PointTypeID
    public let amount: Int64
    public let expiredAt: Instant

    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        expiredAt: Instant
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.expiredAt = expiredAt
    }
}
