import FoundationEssentials
import GRDB
import OctopusHelpdeskContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// A promo that has begun, of which followers of its channels are told.
struct PromoNoticeRecord: StoredRecord {
    static let databaseTableName = "promo_notices"

    let promo: PromoID
    /// The one that began.
    let version: Int64
    let tenant: TenantID
    let partner: PartnerID
    let title: String
    let channels: [ChannelID]
    let segment: SegmentID?
    let beganAt: Instant
    let heardAt: Instant
    /// Which of the channels is the next, and up to whom its followers were told.
    var channel = 0
    var toldTo: EndUserID?
    /// When it goes on; nil: all were told, or the promo has ended.
    var dueAt: Instant?
}

/// Tells followers of promos that have begun, slice by slice.
enum PromoNotices {
    static let job = "promo-notices"
    private static let slice = 200
    /// Nothing waits for longer: who does so was put to rest by a clock that was wrong.
    private static let longestWait: Int64 = 60_000

    /// Once for each promo, however often it is changed.
    ///
    /// It hears of the end, too, and asks no projection: that may not have read so far.
    static let follower = FollowerDefinition<HelpdeskEnvironment>.effects(
        "promo-notices",
        of: "partners",
        [
            .on(PromoChanged.self) { event, _, context in
                guard let tenant = context.tenant, let partner = context.partner else { return }
                let now = context.work.now
                let known = try PromoNoticeRecord.one(
                    context.database,
                    "SELECT * FROM promo_notices WHERE promo = ?",
                    [event.id]
                )
                if var known {
                    // One that has ended is told no further.
                    guard event.status != .live else { return }
                    known.dueAt = nil
                    try known.storeChange(in: context.database)
                } else {
                    // A log that is read from its beginning tells of old ones.
                    let age = now.milliseconds - context.at.milliseconds
                    guard event.status == .live, age <= NotificationRecord.toldMilliseconds else {
                        return
                    }
                    try PromoNoticeRecord(
                        promo: event.id,
                        version: event.version,
                        tenant: tenant,
                        partner: partner,
                        title: event.terms.title,
                        channels: event.terms.audience.channels,
                        segment: event.terms.audience.segmentId,
                        beganAt: context.at,
                        heardAt: now,
                        dueAt: now
                    ).store(in: context.database)
                }
                try context.work.wake(job)
            }
        ]
    )

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let next = try PromoNoticeRecord.one(
            database,
            "SELECT * FROM promo_notices WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1"
        )
        guard var record = next, let due = record.dueAt else { return .idle }
        let wait = due.milliseconds - context.now.milliseconds
        guard wait <= 0 || wait > longestWait else { return .dueAt(due) }
        guard record.channel < record.channels.count else {
            record.dueAt = nil
            try record.storeChange(in: database)
            return .again
        }
        let rule = try rule(of: record, in: database)
        let isKnown = try (record.segment == nil || rule != nil) && isRead(record, in: context)
        let waited = context.now.milliseconds - record.heardAt.milliseconds
        guard isKnown || !(0..<longestWait).contains(waited) else {
            record.dueAt = context.now.adding(milliseconds: 1_000)
            try record.storeChange(in: database)
            return .again
        }
        let audience = try audience(of: record, by: rule, at: context.now, in: database)
        // Behind the others whose turn it is.
        record.dueAt = context.now
        let channel = record.channels[record.channel]
        let followers = try EndUserID.all(
            database,
            """
            SELECT end_user FROM channel_followers WHERE channel = ? AND end_user > ?
            ORDER BY end_user LIMIT ?
            """,
            [channel, record.toldTo ?? .beforeAll, slice]
        )
        let isWhole = try context.each(followers) { endUser in
            record.toldTo = endUser
            if let audience, try !audience.contains(endUser, in: database) { return }
            var notice = NotificationRecord(
                tenant: record.tenant,
                endUser: endUser,
                partner: record.partner,
                at: record.beganAt,
                kind: .promo,
                thing: "\(record.promo)"
            )
            (notice.channel, notice.promo, notice.title) = (channel, record.promo, record.title)
            try context.raise(notice)
        }
        if isWhole, followers.count < slice {
            record.channel += 1
            record.toldTo = nil
        }
        try record.storeChange(in: database)
        return .again
    }

    /// Whether the projection of channels, which reads the same log by itself, has come to its beginning: who
    /// followed before is known then.
    private static func isRead(
        _ record: PromoNoticeRecord,
        in context: WorkContext<HelpdeskEnvironment>
    ) throws -> Bool {
        let hasCome = try context.database.exists(
            "SELECT 1 FROM promos WHERE id = ? AND version >= ?",
            [record.promo, record.version]
        )
        return try hasCome && context.hasBegun(ChannelRecord.follower)
    }

    /// The rule of its segment, as JSON.
    private static func rule(of record: PromoNoticeRecord, in database: Database) throws -> String?
    {
        try record.segment.flatMap { segment in
            try String.one(database, "SELECT rule FROM segments WHERE id = ?", [segment])
        }
    }

    /// Those for whom it is; nil: all followers.
    ///
    /// Nobody, if its segment is not there.
    private static func audience(
        of record: PromoNoticeRecord,
        by rule: String?,
        at now: Instant,
        in database: Database
    ) throws -> Audience? {
        guard record.segment != nil else { return nil }
        let selected = try rule.map { rule in
            try JSONDecoder().decode(SegmentRule.self, from: Data(rule.utf8))
        }
        return try Audience(
            selected ?? .follows([]),
            by: record.partner,
            of: record.tenant,
            among: .everybody,
            at: now,
            database
        )
    }
}
