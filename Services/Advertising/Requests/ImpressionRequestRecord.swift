import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// A request for a package of impressions, as the package was then.
struct ImpressionRequestRecord: OwnedRecord {
    static let databaseTableName = "impression_requests"

    let id: RequestID
    let tenant: TenantID
    let partner: PartnerID
    let package: ImpressionPackageID
    let impressions: Int64
    private(set) var status = RequestStatus.pending
    let requestedAt: Instant
    private(set) var decidedAt: Instant?

    init(
        id: RequestID,
        tenant: TenantID,
        partner: PartnerID,
        package: ImpressionPackageID,
        impressions: Int64,
        requestedAt: Instant
    ) {
        (self.id, self.tenant, self.partner) = (id, tenant, partner)
        (self.package, self.impressions) = (package, impressions)
        self.requestedAt = requestedAt
    }

    /// What the tenant decided, or its partner took back.
    mutating func become(_ status: RequestStatus, at now: Instant) {
        (self.status, decidedAt) = (status, now)
    }

    /// How many of a partner's wait, and how many impressions they are for.
    static func waiting(
        of partner: PartnerID,
        in database: Database
    ) throws -> (requests: Int64, impressions: Int64) {
        let row = try Row.one(
            database,
            """
            SELECT count(*), coalesce(sum(impressions), 0) FROM impression_requests
            WHERE partner = ? AND status = 'pending'
            """,
            [partner]
        )
        return (row?[0] ?? 0, row?[1] ?? 0)
    }
}

extension Emitting {
    /// Demands that a partner may have so many more, even if all that waits is approved.
    ///
    /// - Throws: `tooManyImpressions`.
    func demandRoom(for impressions: Int64, of partner: PartnerID) throws {
        let waiting = try ImpressionRequestRecord.waiting(of: partner, in: database)
        var accounts = try ImpressionAccounts.of(partner, in: database)
        try accounts.move(waiting.impressions + impressions, by: .purchase)
    }
}
