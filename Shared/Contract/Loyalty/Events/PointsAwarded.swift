public import OctopusContract

public struct PointsAwarded: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointsAwarded",
        .fact,
        "An end user was given points."
    )

    public let awardId: AwardID
    public let endUserId: EndUserID
    public let pointTypeId: PointTypeID
    public let amount: Int64
    public let balance: Int64
    public let expiresAt: Instant?

    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64,
        expiresAt: Instant? = nil
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
        self.expiresAt = expiresAt
    }
}
