import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// Lets holds go whose time is up; they can't be posted from their very millisecond.
enum ExpiredHolds {
    static let job = "expire-holds"
    private static let slice = 100

    static func run(in context: WorkContext<LoyaltyEnvironment>) throws -> JobResult {
        let due = try HoldRecord.all(
            context.database,
            """
            SELECT * FROM holds WHERE status = 'pending' AND expires_at <= ?
            ORDER BY expires_at LIMIT ?
            """,
            [context.now, slice]
        )
        let areDone = try context.each(due) { hold in
            let partner = try PartnerRecord.find(hold.partner, in: context.database)
            guard let partner else { throw Refusal(.notFound) }
            _ = try context.end(hold, as: .expired, of: partner, by: .service)
        }
        guard areDone, due.count < slice else { return .again }
        let next = try Instant.one(
            context.database,
            """
            SELECT expires_at FROM holds WHERE status = 'pending' AND expires_at > ?
            ORDER BY expires_at LIMIT 1
            """,
            [context.now]
        )
        return next.map { .dueAt($0) } ?? .idle
    }
}
