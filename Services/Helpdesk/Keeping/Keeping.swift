import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusStore

/// Deletes what a tenant keeps no longer: what was written in finished conversations, attachments, what visitors
/// looked at, and what end users were told.
///
/// Once a day it walks through what a tenant has of a kind, slice by slice. Conversations stay themselves,
/// and so do the times of their rounds, for what is counted.
enum Keeping {
    static let job = "keeping"
    private static let dayMilliseconds: Int64 = 86_400_000
    private static let slice = 100

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        guard let walk = try Walk.next(in: database) else { return .idle }
        guard walk.dueAt <= context.now else { return .dueAt(walk.dueAt) }
        let terms = try TenantChatTerms.of(walk.tenant, in: database)
        let bounds = KeptFrom(terms, at: context.now)
        let step =
            switch walk.kind {
            case .chats: try chats(walk, bounds, context)
            case .visits: try visits(walk, bounds, context)
            case .notifications: try notifications(walk, bounds, context)
            }
        guard let step else {
            try database.run(
                "DELETE FROM keeping WHERE tenant = ? AND kind = ?",
                [walk.tenant, walk.kind.rawValue]
            )
            return .again
        }
        let due = step.isEnd ? context.now.adding(milliseconds: dayMilliseconds) : walk.dueAt
        try database.run(
            "UPDATE keeping SET place = ?, due_at = ? WHERE tenant = ? AND kind = ?",
            [step.isEnd ? 0 : step.place, due, walk.tenant, walk.kind.rawValue]
        )
        return .again
    }

    /// How far what a tenant has of a kind was looked at.
    private struct Walk: StoredRecord {
        enum Kind: String, Codable { case chats, visits, notifications }

        static let databaseTableName = "keeping"

        let tenant: TenantID
        let kind: Kind
        let dueAt: Instant
        let place: Int64

        static func next(in database: Database) throws -> Walk? {
            try one(database, "SELECT * FROM keeping ORDER BY due_at LIMIT 1")
        }
    }

    private struct Step {
        var place: Int64
        var isEnd = false
    }

    /// - Returns: Nil if they are kept for ever.
    private static func chats(
        _ walk: Walk,
        _ bounds: KeptFrom,
        _ context: WorkContext<HelpdeskEnvironment>
    ) throws -> Step? {
        guard bounds.chats != nil || bounds.files != nil else { return nil }
        guard try context.loseFiles(ofBroadcasts: walk.tenant, keeping: bounds) else {
            return Step(place: walk.place)
        }
        let next = try ConversationRecord.all(
            context.database,
            "SELECT * FROM conversations WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?",
            [walk.tenant, walk.place, slice]
        )
        var (step, isBehind) = (Step(place: walk.place), false)
        let isWhole = try context.each(next) { record in
            guard !isBehind else { return }
            // The rest of a long one comes with the next slice.
            isBehind = try !context.deleteOld(of: record, keeping: bounds)
            if !isBehind { step.place = record.number }
        }
        step.isEnd = isWhole && !isBehind && next.count < slice
        return step
    }

    /// - Returns: Nil if they are kept as long as everywhere.
    private static func visits(
        _ walk: Walk,
        _ bounds: KeptFrom,
        _ context: WorkContext<HelpdeskEnvironment>
    ) throws -> Step? {
        guard let bound = bounds.visits else { return nil }
        let database = context.database
        let next = try Int64.all(
            database,
            "SELECT seq FROM visitors WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?",
            [walk.tenant, walk.place, slice]
        )
        var step = Step(place: walk.place)
        let isWhole = try context.each(next) { visitor in
            try database.run(
                "DELETE FROM visitors WHERE seq = ? AND seen_at < ?",
                [visitor, bound]
            )
            try database.run(
                "DELETE FROM page_views WHERE visitor = ? AND at < ?",
                [visitor, bound]
            )
            step.place = visitor
        }
        step.isEnd = isWhole && next.count < slice
        if step.isEnd { context.transaction.leaveNoTrace() }
        return step
    }

    /// - Returns: Nil if they are kept as long as everywhere.
    private static func notifications(
        _ walk: Walk,
        _ bounds: KeptFrom,
        _ context: WorkContext<HelpdeskEnvironment>
    ) throws -> Step? {
        guard let bound = bounds.notifications else { return nil }
        // What was deleted need not be walked past: each slice begins with the oldest.
        let deleted = try context.database.run(
            """
            DELETE FROM notifications WHERE seq IN (
                SELECT seq FROM notifications WHERE tenant = ? AND at < ? ORDER BY at LIMIT ?
            )
            """,
            [walk.tenant, bound, slice]
        )
        let isEnd = deleted < slice
        if isEnd { context.transaction.leaveNoTrace() }
        return Step(place: 0, isEnd: isEnd)
    }
}

/// From when on a tenant keeps what was written, what was sent, what visitors looked at, and what end users
/// were told.
struct KeptFrom {
    let chats: Instant?
    let files: Instant?
    let visits: Instant?
    let notifications: Instant?

    init(_ terms: TenantChatTerms, at now: Instant) {
        func bound(_ days: Int64?) -> Instant? {
            days.map { now.adding(milliseconds: -$0 * 86_400_000) }
        }
        (chats, files) = (bound(terms.keepsChatsDays), bound(terms.keepsFilesDays))
        visits = bound(terms.keepsVisitsDays)
        notifications = bound(terms.keepsNotificationsDays)
    }
}

extension Emitting {
    /// A tenant has changed what it keeps.
    func keepAnew(of tenant: TenantID) throws {
        try database.run(
            """
            INSERT INTO keeping (tenant, kind, due_at, place)
            VALUES (?1, 'chats', ?2, 0), (?1, 'visits', ?2, 0), (?1, 'notifications', ?2, 0)
            ON CONFLICT DO UPDATE SET due_at = ?2, place = 0
            """,
            [tenant, now]
        )
        try wake(Keeping.job)
    }
}
