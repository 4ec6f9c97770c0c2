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
    let tenant: TenantID
    let partner: PartnerID
    let title: String
    let channels: [ChannelID]
    let segment: SegmentID?
    let beganAt: Instant
    /// Which of the channels is the next, and up to whom its followers were told.
    var channel = 0
    var toldTo: EndUserID?
    var isDone = false
}

/// Tells followers of promos that have begun, slice by slice.
enum PromoNotices {
    static let job = "promo-notices"
    private static let slice = 200

    /// Once for each promo.
    static let follower = FollowerDefinition<HelpdeskEnvironment>.effects(
        "promo-notices",
        of: "partners",
        [
            .on(PromoChanged.self) { event, _, context in
                guard event.status == .live, let tenant = context.tenant,
                    let partner = context.partner
                else { return }
                let (now, most) = (context.work.now, NotificationRecord.toldMilliseconds)
                let isKnown = try context.database.exists(
                    "SELECT 1 FROM promo_notices WHERE promo = ?",
                    [event.id]
                )
                // A log that is read from its beginning tells of old ones.
                guard !isKnown, now.milliseconds - context.at.milliseconds <= most else { return }
                try PromoNoticeRecord(
                    promo: event.id,
                    tenant: tenant,
                    partner: partner,
                    title: event.terms.title,
                    channels: event.terms.audience.channels,
                    segment: event.terms.audience.segmentId,
                    beganAt: context.at
                ).store(in: context.database)
                try context.work.wake(job)
            }
        ]
    )

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let next = try PromoNoticeRecord.one(
            database,
            "SELECT * FROM promo_notices WHERE is_done = 0 AND began_at > 0 ORDER BY began_at LIMIT 1"
        )
        guard var record = next else { return .idle }
        let audience = try audience(of: record, at: context.now, in: database)
        // One that has ended meanwhile is told no further.
        let isLive = try database.exists(
            "SELECT 1 FROM promos WHERE id = ? AND is_live = 1",
            [record.promo]
        )
        guard isLive, record.channel < record.channels.count else {
            record.isDone = true
            try record.storeChange(in: database)
            return .again
        }
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

    /// Those for whom it is; nil: all followers.
    ///
    /// Nobody, if its segment is not known.
    private static func audience(
        of record: PromoNoticeRecord,
        at now: Instant,
        in database: Database
    ) throws -> Audience? {
        guard let segment = record.segment else { return nil }
        let text = try String.one(database, "SELECT rule FROM segments WHERE id = ?", [segment])
        let rule = try text.map { text in
            try JSONDecoder().decode(SegmentRule.self, from: Data(text.utf8))
        }
        return try Audience(
            rule ?? .follows([]),
            by: record.partner,
            of: record.tenant,
            among: .everybody,
            at: now,
            database
        )
    }
}
