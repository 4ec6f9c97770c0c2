public import OctopusContract

/// Something that an end user is told in the app.
public struct AppNotification: Message {
    /// Its place among all notifications: a later one has a higher one.
    public let seq: Int64
    /// When it happened.
    public let at: Instant
    /// What happened.
    public let kind: NotificationKind
    /// Whose points, coupon, message or promo it is.
    public let partnerId: PartnerID
    /// What people call the partner.
    public let partnerName: String
    /// The channel in whose chat the message is, or that shows the promo.
    public let channelId: ChannelID?
    /// The points that were given, or that expire soon.
    public let pointTypeId: PointTypeID?
    /// How many points.
    public let amount: Int64?
    /// The coupon that was got or redeemed.
    public let couponId: CouponID?
    /// The copy of it.
    public let issuedCouponId: IssuedCouponID?
    /// The message to many that came.
    public let broadcastId: BroadcastID?
    /// The promo that can be seen.
    public let promoId: PromoID?
    /// What the coupon or the promo is called.
    public let title: String?
    /// What the partner says of points that expire soon.
    public let text: String?
    /// Whether the end user has read it.
    public let isRead: Bool

    /// Makes one from its fields.
    public init(
        seq: Int64,
        at: Instant,
        kind: NotificationKind,
        partnerId: PartnerID,
        partnerName: String,
        channelId: ChannelID? = nil,
        pointTypeId: PointTypeID? = nil,
        amount: Int64? = nil,
        couponId: CouponID? = nil,
        issuedCouponId: IssuedCouponID? = nil,
        broadcastId: BroadcastID? = nil,
        promoId: PromoID? = nil,
        title: String? = nil,
        text: String? = nil,
        isRead: Bool
    ) {
        self.seq = seq
        self.at = at
        self.kind = kind
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.channelId = channelId
        self.pointTypeId = pointTypeId
        self.amount = amount
        self.couponId = couponId
        self.issuedCouponId = issuedCouponId
        self.broadcastId = broadcastId
        self.promoId = promoId
        self.title = title
        self.text = text
        self.isRead = isRead
    }
}

/// What an end user is told of.
public enum NotificationKind: String, Codable, Sendable, CaseIterable {
    /// They were given points.
    case pointsAwarded
    /// Points of theirs expire soon.
    case pointsExpiring
    /// They got a coupon.
    case couponIssued
    /// A coupon of theirs was redeemed.
    case couponRedeemed
    /// A partner's message to many came into a chat.
    case message
    /// A promo began on a channel that they follow.
    case promo
}

/// Lists an end user's notifications, newest first.
public enum ListNotifications: Method {
    public typealias Reply = Page<AppNotification>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListNotifications",
        .read,
        "Lists what an end user was told in the app, newest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

/// Tells how many notifications an end user has not read.
public enum CountNotifications: Method {
    public typealias Request = Empty
    public typealias Reply = NotificationCount

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CountNotifications",
        .read,
        "Tells how many notifications an end user has not read.",
        access: .anyOf(.endUser),
        routing: .tenant
    )
}

/// An end user has read their notifications up to a place, which only rises.
public enum MarkNotifications: Method {
    public typealias Reply = NotificationCount

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/MarkNotifications",
        .command,
        "Notes up to where an end user has read their notifications.",
        access: .anyOf(.endUser),
        routing: .tenant,
        carriesSecrets: true,
        isAudited: false
    )

    public struct Request: Message {
        /// The `seq` of the last one that was read; those before it count as read.
        public let read: Int64

        /// Makes a request.
        public init(read: Int64) {
            self.read = read
        }
    }
}

extension MarkNotifications.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("read", \.read, HelpdeskLimits.notification)
    ]
}

/// How many notifications wait to be read.
public struct NotificationCount: Message {
    /// How many, at most 1,000.
    public let unread: Int64

    /// Makes a count.
    public init(unread: Int64) {
        self.unread = unread
    }
}
