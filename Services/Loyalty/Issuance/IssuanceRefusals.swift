import FoundationEssentials
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore

/// That points were refused since a day's limit would have been passed, the first time of a day.
///
/// It is noted when all else that the refused command wrote is undone, where no event can be told; a job tells
/// it.
struct IssuanceRefusal: StoredRecord {
    static let databaseTableName = "issuance_refusals"

    /// The operator, the partner or the tenant.
    let id: UUID
    let day: Int64
    let scope: IssuanceScope
    let tenant: TenantID
    let partner: PartnerID
    let `operator`: UUID
    /// The limit.
    let points: Int64
    let refusedAt: Instant

    func note(in database: Database, _ transaction: Transaction) throws {
        let isFirst = try database.run(
            """
            INSERT INTO issuance_refusals
                (id, day, scope, tenant, partner, operator, points, refused_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [id, day, scope, tenant, partner, `operator`, points, refusedAt]
        )
        if isFirst == 1 { try transaction.wakeJob(IssuanceRefusals.tell.name) }
    }

    /// What the caller is told.
    func refusal(left: Int64, until end: Instant) -> Refusal {
        let (who, field) =
            switch scope {
            case .operator: ("An operator", "operatorDailyPoints")
            case .partner: ("The partner", "partnerDailyPoints")
            case .tenant: ("All partners together", "tenantDailyPoints")
            }
        let turn = Date(timeIntervalSince1970: Double(end.milliseconds) / 1000)
            .formatted(.iso8601)
        // What all partners gave is the tenant's alone to know.
        let message =
            scope == .tenant
            ? "\(who) may give no more points of the tenant's until \(turn)."
            : "\(who) may give \(points) points a day; \(max(0, left)) are left until \(turn)."
        return Refusal(
            .issuanceLimit,
            message,
            violations: [Violation(field, .range, message)]
        )
    }

    fileprivate var event: IssuanceLimitReached {
        IssuanceLimitReached(
            scope: scope,
            operatorId: `operator`,
            partnerId: partner,
            limit: points,
            day: CivilDate(day: day).text,
            refusedAt: refusedAt
        )
    }
}

enum IssuanceRefusals {
    private static let slice = 100

    /// Tells what was noted.
    static let tell = JobDefinition<LoyaltyEnvironment>("tell-issuance") { context in
        let untold = try IssuanceRefusal.all(
            context.database,
            "SELECT * FROM issuance_refusals WHERE is_told = 0 ORDER BY refused_at LIMIT ?",
            [slice]
        )
        for refusal in untold {
            try context.emit(
                refusal.event,
                about: context.ids.uuid(at: context.now),
                tenant: refusal.tenant,
                // What all partners gave is the tenant's alone to know.
                partner: refusal.scope == .tenant ? nil : refusal.partner
            )
            try context.database.run(
                "UPDATE issuance_refusals SET is_told = 1 WHERE id = ? AND day = ?",
                [refusal.id, refusal.day]
            )
        }
        return untold.count == slice ? .again : .idle
    }

    /// Days that are over, with some time for clocks and zones that are set.
    static let purge = JobDefinition<LoyaltyEnvironment>.purge(
        [
            PurgeRule(
                "issuance_days",
                key: "rowid",
                olderBy: "ends_at",
                keptFor: .seconds(3 * 86_400)
            ),
            PurgeRule(
                "issuance_refusals",
                key: "rowid",
                olderBy: "refused_at",
                keptFor: .seconds(5 * 86_400)
            ),
        ],
        named: "purge-issuance"
    )
}
