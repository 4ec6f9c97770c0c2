import GRDB
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit

/// Tells end users of points that expire soon, slice by slice.
///
/// Each point type with a notice is looked at once a day, and when the notice is changed. What was told is noted
/// at the lots, in the transaction that tells it.
enum ExpiryNotices {
    static let job = "expiry-notices"
    private static let slice = 200
    /// No type waits for longer: who does so was put off by a clock that was ahead.
    private static let longestWait: Int64 = 2 * 86_400_000

    static func run(in context: WorkContext<LoyaltyEnvironment>) throws -> JobResult {
        let (now, database) = (context.now, context.database)
        guard var type = try NoticedType.first(in: database) else { return .idle }
        if type.dueAt > now {
            let latest = now.adding(milliseconds: longestWait)
            guard let late = try NoticedType.last(after: latest, in: database) else {
                return .dueAt(type.dueAt)
            }
            type = late
        }
        let window = context.environment.calendar.notices(
            days: type.days,
            at: now,
            in: type.timeZone
        )
        let isDone = try tell(type, of: window, context)
        // One that is not done is behind the others whose turn it is.
        try database.run(
            "UPDATE point_types SET notice_due_at = ? WHERE id = ?",
            [isDone ? window.nextAt : now, type.id]
        )
        return .again
    }

    /// - Returns: Whether all have been told.
    private static func tell(
        _ type: NoticedType,
        of window: NoticeWindow,
        _ context: WorkContext<LoyaltyEnvironment>
    ) throws -> Bool {
        // The points of a suspended partner can't be used; those that expire later are told of later.
        guard type.partnerStatus == .active else { return true }
        let lots = try Row.all(
            context.database,
            """
            SELECT lots.end_user, expires_at, end_users.status FROM lots
            CROSS JOIN end_users ON end_users.id = lots.end_user
            WHERE point_type = ? AND told_at IS NULL AND remaining > 0
                AND expires_at > ? AND expires_at < ?
            ORDER BY expires_at, seq LIMIT ?
            """,
            [type.id, context.now, window.until, slice]
        )
        let isWhole = try context.each(lots) { row in
            try tell(row["end_user"], row["status"], of: type, until: row["expires_at"], context)
        }
        return isWhole && lots.count < slice
    }

    /// Tells of all that ends for somebody at one moment, and was not told of.
    private static func tell(
        _ endUser: EndUserID,
        _ status: EndUserStatus,
        of type: NoticedType,
        until expiresAt: Instant,
        _ context: WorkContext<LoyaltyEnvironment>
    ) throws {
        let lots = try Row.all(
            context.database,
            """
            UPDATE lots SET told_at = ? WHERE end_user = ? AND point_type = ? AND expires_at = ?
                AND remaining > 0 AND told_at IS NULL
            RETURNING seq, id, remaining
            """,
            [context.now, endUser, type.id, expiresAt]
        )
        // Another lot of the same moment has brought them up, or they can use nothing.
        let newest = lots.max { ($0["seq"] as Int64) < $1["seq"] }
        guard let newest, status == .active else { return }
        let channels = Set(
            try lots.map { lot in
                try ChannelID.one(
                    context.database,
                    "SELECT channel FROM awards WHERE id = ? AND channel IS NOT NULL",
                    [lot["id"] as AwardID]
                )
            }
        )
        let (award, amount): (AwardID, Int64) = (
            newest["id"], lots.reduce(0) { $0 + ($1["remaining"] as Int64) }
        )
        try context.emit(
            PointsExpiring(
                awardId: award,
                endUserId: endUser,
                pointTypeId: type.id,
                amount: amount,
                expiresAt: expiresAt,
                message: type.message(
                    amount,
                    context.environment.calendar.lastDay(
                        before: expiresAt,
                        at: context.now,
                        in: type.timeZone
                    )
                ),
                // Of several channels none is theirs together.
                channelId: channels.count == 1 ? channels.first ?? nil : nil
            ),
            about: award.uuid,
            tenant: type.tenant,
            partner: type.partner
        )
    }
}

/// A point type with a notice.
private struct NoticedType {
    let id: PointTypeID
    let partner: PartnerID
    let partnerStatus: PartnerStatus
    let tenant: TenantID
    let timeZone: String
    let dueAt: Instant
    let days: Int64
    private let name: String
    private let text: String

    private static let select = """
        SELECT point_types.id, partner, partners.status AS partner_status, partners.tenant,
            time_zone, notice_due_at, notice_days, point_types.name, notice_message
        FROM point_types CROSS JOIN partners ON partners.id = partner
        CROSS JOIN tenants ON tenants.id = partners.tenant
        """

    private init(_ row: Row) {
        (id, partner, partnerStatus) = (row["id"], row["partner"], row["partner_status"])
        (tenant, timeZone, dueAt) = (row["tenant"], row["time_zone"], row["notice_due_at"])
        (days, name, text) = (row["notice_days"], row["name"], row["notice_message"])
    }

    /// The one that is due first.
    static func first(in database: Database) throws -> NoticedType? {
        try Row.one(
            database,
            "\(select) WHERE notice_due_at IS NOT NULL ORDER BY notice_due_at LIMIT 1"
        ).map(NoticedType.init)
    }

    /// The one that is due last, if it is later than that.
    static func last(after latest: Instant, in database: Database) throws -> NoticedType? {
        try Row.one(
            database,
            "\(select) WHERE notice_due_at > ? ORDER BY notice_due_at DESC LIMIT 1",
            [latest]
        ).map(NoticedType.init)
    }

    /// The message with what is known; one from before there were variables stays as it is.
    func message(_ amount: Int64, _ last: (date: CivilDate, days: Int64)) -> String {
        let template = try? NoticeTemplate(text)
        return template?.filled { variable in
            switch variable {
            case .amount: "\(amount)"
            case .points: name
            case .days: "\(last.days)"
            case .date: last.date.text
            }
        } ?? text
    }
}
