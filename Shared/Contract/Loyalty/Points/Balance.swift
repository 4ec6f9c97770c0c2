public import OctopusContract

/// What an end user has of one point type.
public struct Balance: Message {
    public let partnerId: PartnerID
    public let partnerName: String
    public let pointTypeId: PointTypeID
    public let pointTypeName: String
    /// What can be used now.
    public let amount: Int64
    public let nextExpiry: NextExpiry?

    public init(
        partnerId: PartnerID,
        partnerName: String,
        pointTypeId: PointTypeID,
        pointTypeName: String,
        amount: Int64,
        nextExpiry: NextExpiry? = nil
    ) {
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.pointTypeId = pointTypeId
        self.pointTypeName = pointTypeName
        self.amount = amount
        self.nextExpiry = nextExpiry
    }
}

/// The points that will be lost first, if they are not used.
public struct NextExpiry: Message {
    public let amount: Int64
    public let expiresAt: Instant

    public init(amount: Int64, expiresAt: Instant) {
        self.amount = amount
        self.expiresAt = expiresAt
    }
}
