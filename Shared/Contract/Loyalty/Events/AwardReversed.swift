public import OctopusContract

public struct AwardReversed: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/AwardReversed",
        .fact,
        "An award was taken back."
    )

    public let awardId: AwardID
    public let endUserId: EndUserID
    public let pointTypeId: PointTypeID
    public let amount: Int64
    public let balance: Int64

    public init(
        awardId: AwardID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        amount: Int64,
        balance: Int64
    ) {
        self.awardId = awardId
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.balance = balance
    }
}
