import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A hold as it lies in the database.
struct HoldRecord: OwnedRecord {
    static let databaseTableName = "holds"

    let id: HoldID
    let partner: PartnerID
    let endUser: EndUserID
    let pointType: PointTypeID
    private(set) var status = HoldStatus.pending
    let amount: Int64
    private(set) var posted: Int64 = 0
    private let createdAt: Instant
    let expiresAt: Instant
    private var endedAt: Instant?

    init(_ id: HoldID, of amount: Int64, _ holding: Holding, at now: Instant, until end: Instant) {
        (self.id, self.amount) = (id, amount)
        (partner, endUser, pointType) = (holding.partner, holding.endUser, holding.pointType)
        (createdAt, expiresAt) = (now, end)
    }

    var holding: Holding { Holding(partner: partner, endUser: endUser, pointType: pointType) }

    /// As callers see it: its end is decided here, the job that lets it go may come later.
    func hold(at now: Instant) -> Hold {
        Hold(
            id: id,
            endUserId: endUser,
            pointTypeId: pointType,
            status: status == .pending && now >= expiresAt ? .expired : status,
            amount: amount,
            posted: posted == 0 ? nil : posted,
            createdAt: createdAt,
            expiresAt: expiresAt,
            endedAt: endedAt
        )
    }

    /// What is spent of it if that much is posted.
    ///
    /// - Throws: `holdExpired`, `holdEnded`; `invalid` for more than is held.
    func posting(_ asked: Int64?, at now: Instant) throws -> Int64 {
        try requirePending(at: now)
        let posted = asked ?? amount
        guard posted <= amount else {
            throw Refusal.invalid(Violation("amount", .range, "It must be at most \(amount)."))
        }
        return posted
    }

    /// Its end is decided here, at the moment of use.
    func requirePending(at now: Instant) throws(PointsRefusal) {
        switch status {
        case .pending:
            guard now < expiresAt else { throw .holdExpired }
        case .expired: throw .holdExpired
        case .posted, .voided, .refunded: throw .holdEnded(status)
        }
    }

    /// Writes down what became of it.
    mutating func end(
        as status: HoldStatus,
        posted: Int64,
        at now: Instant,
        in database: Database
    ) throws {
        (self.status, self.posted, endedAt) = (status, posted, now)
        try storeChange(of: ["status", "posted", "ended_at"], in: database)
    }
}
