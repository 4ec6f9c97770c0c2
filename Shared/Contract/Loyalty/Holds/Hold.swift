public import OctopusContract

// What becomes of a hold:
//
//     pending ──▶ posted ──▶ refunded
//        ├──────▶ voided
//        └──────▶ expired

/// Points that are kept for one purpose until it is known what becomes of it.
public struct Hold: Message {
    /// Its identifier.
    public let id: HoldID
    /// The end user.
    public let endUserId: EndUserID
    /// The point type.
    public let pointTypeId: PointTypeID
    /// What may be done with it now.
    public let status: HoldStatus
    /// How many points were held.
    public let amount: Int64
    /// What of it was spent; absent while nothing was.
    public let posted: Int64?
    /// When the points were taken.
    public let createdAt: Instant
    /// From then on it can't be posted.
    public let expiresAt: Instant
    /// When it came to that status; absent while it is pending.
    public let endedAt: Instant?

    /// Makes one from its fields.
    public init(
        id: HoldID,
        endUserId: EndUserID,
        pointTypeId: PointTypeID,
        status: HoldStatus,
        amount: Int64,
        posted: Int64? = nil,
        createdAt: Instant,
        expiresAt: Instant,
        endedAt: Instant? = nil
    ) {
        self.id = id
        self.endUserId = endUserId
        self.pointTypeId = pointTypeId
        self.status = status
        self.amount = amount
        self.posted = posted
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
    }
}

/// What became of a hold.
public enum HoldStatus: String, Codable, Sendable, CaseIterable {
    /// `pending` can be posted or voided; `refunded` was posted before.
    case pending, posted, voided, expired, refunded
}
