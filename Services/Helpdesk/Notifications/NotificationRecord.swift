import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// What an end user is told, as it lies in the database.
struct NotificationRecord: StoredRecord {
    static let databaseTableName = "notifications"
    /// How long they are kept.
    static let kept: Duration = .seconds(180 * 86_400)
    /// What happened longer ago is listed, but nobody is woken for it.
    static let toldMilliseconds: Int64 = 86_400_000

    /// Its place; the database gives it.
    private(set) var seq: Int64?
    let tenant: TenantID
    let endUser: EndUserID
    let partner: PartnerID
    let at: Instant
    let kind: NotificationKind
    /// What it is told of once.
    let thing: String
    var channel: ChannelID?
    var pointType: PointTypeID?
    var amount: Int64?
    var coupon: CouponID?
    var issuedCoupon: IssuedCouponID?
    var broadcast: BroadcastID?
    var promo: PromoID?
    var title: String?
    /// What the partner says.
    var text: String?

    /// As its end user sees it.
    func notification(readTo: Int64, in database: Database) throws -> AppNotification {
        AppNotification(
            seq: seq ?? 0,
            at: at,
            kind: kind,
            partnerId: partner,
            partnerName: try String.one(
                database,
                "SELECT name FROM partners WHERE id = ?",
                [partner]
            ) ?? "",
            channelId: channel,
            pointTypeId: pointType,
            amount: amount,
            couponId: coupon,
            issuedCouponId: issuedCoupon,
            broadcastId: broadcast,
            promoId: promo,
            title: try title(in: database),
            text: text,
            isRead: (seq ?? 0) <= readTo
        )
    }

    /// What the coupon or the promo is called.
    func title(in database: Database) throws -> String? {
        try title ?? coupon.flatMap { try ChannelRecord.title(ofCoupon: $0, in: database) }
    }
}

/// Up to where end users have read, and how much they have not.
enum NotificationMarks {
    private static let most = 1_000

    static func readTo(by endUser: EndUserID, in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT read_to FROM notification_marks WHERE end_user = ?",
            [endUser]
        ) ?? 0
    }

    static func unread(by endUser: EndUserID, in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            """
            SELECT count(*) FROM (
                SELECT 1 FROM notifications WHERE end_user = ? AND seq > ? LIMIT ?
            )
            """,
            [endUser, readTo(by: endUser, in: database), most]
        ) ?? 0
    }
}

extension Emitting {
    /// Tells an end user of something, once.
    func raise(_ record: NotificationRecord) throws {
        let isErased = try database.exists(
            "SELECT 1 FROM end_users WHERE id = ? AND status = 'erased'",
            [record.endUser]
        )
        let isKnown = try database.exists(
            "SELECT 1 FROM notifications WHERE end_user = ? AND kind = ? AND thing = ?",
            [record.endUser, record.kind, record.thing]
        )
        guard !isErased, !isKnown else { return }
        try record.store(in: database)
        let isNew = now.milliseconds - record.at.milliseconds <= NotificationRecord.toldMilliseconds
        // Of a message its own event tells.
        guard isNew, record.kind != .message else { return }
        let isMuted = try database.exists(
            "SELECT 1 FROM mutes WHERE end_user = ? AND channel = ?",
            [record.endUser, record.channel]
        )
        try emit(
            NotificationRaised(
                endUserId: record.endUser,
                kind: record.kind,
                channelId: record.channel,
                tells: isMuted ? nil : record.endUser
            ),
            about: record.endUser.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
        if let happening = record.happening { try putIntoThread(happening, of: record) }
    }

    /// Tells of it in the end user's thread with the channel, or else the last one with the partner.
    ///
    /// It is no message that waits to be read.
    private func putIntoThread(_ happening: HappeningKind, of record: NotificationRecord) throws {
        guard var conversation = try record.conversation(in: database) else { return }
        var draft = MessageDraft.line(happening, of: nil)
        (draft.pointType, draft.amount, draft.text) = (record.pointType, record.amount, record.text)
        let title = try record.title(in: database)
        if let coupon = record.coupon {
            draft.engagement = Engagement(kind: .coupon, couponId: coupon, title: title)
        } else if let promo = record.promo {
            draft.engagement = Engagement(kind: .promo, promoId: promo, title: title)
        }
        try append(draft, to: &conversation)
    }
}

extension NotificationRecord {
    /// What it is in a thread; a message to many is there already.
    fileprivate var happening: HappeningKind? {
        switch kind {
        case .pointsAwarded: .pointsAwarded
        case .pointsExpiring: .pointsExpiring
        case .couponIssued: .couponIssued
        case .couponRedeemed: .couponRedeemed
        case .promo: .promoBegan
        case .message: nil
        }
    }

    fileprivate func conversation(in database: Database) throws -> ConversationRecord? {
        if let channel {
            return try ConversationRecord.find(of: .endUser(endUser), with: channel, in: database)
        }
        return try ConversationRecord.one(
            database,
            """
            SELECT * FROM conversations WHERE end_user = ? AND partner = ?
            ORDER BY changed_at DESC, seq DESC LIMIT 1
            """,
            [endUser, partner]
        )
    }
}

extension NotificationRecord {
    /// Forgets those that are too old, whatever the tenant lets stay.
    static let purge = PurgeRule("notifications", key: "seq", olderBy: "at", keptFor: kept)
}
