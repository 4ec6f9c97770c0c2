import GRDB
import OctopusHelpdeskContract
import OctopusSegments
import OctopusServiceKit

/// Forgets the audiences of broadcasts that are over, and files that came to nobody.
enum BroadcastClearing {
    static let job = "broadcast-clearing"
    private static let slice = 2_000

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let next = try BroadcastRecord.one(
            database,
            """
            SELECT * FROM broadcasts
            WHERE status IN ('sent', 'cancelled') AND is_cleared = 0 AND seq > 0
            ORDER BY seq LIMIT 1
            """
        )
        guard var record = next else { return .idle }
        let last = try EndUserID.one(
            database,
            """
            SELECT end_user FROM broadcast_recipients WHERE broadcast = ?
            ORDER BY end_user LIMIT 1 OFFSET ?
            """,
            [record.number, slice - 1]
        )
        try database.run(
            "DELETE FROM broadcast_recipients WHERE broadcast = ? AND end_user <= ?",
            [record.number, last ?? .afterAll]
        )
        if last == nil {
            record.clear()
            if record.sent == 0, record.file != nil {
                try context.loseFile(of: record)
            } else {
                try record.storeChange(in: database)
            }
        }
        return .again
    }
}
