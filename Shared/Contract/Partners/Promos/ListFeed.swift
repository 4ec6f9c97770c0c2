public import OctopusContract

/// Lists the promos that concern an end user, the newest first.
public enum ListFeed: Method {
    public typealias Reply = Page<FeedItem>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListFeed",
        .read,
        "Lists the live promos that concern the end user, the newest first.",
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

/// Lists the promos that a channel shows to an end user, the newest first.
public enum ListChannelPromos: Method {
    public typealias Reply = Page<FeedItem>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListChannelPromos",
        .read,
        "Lists the live promos of a channel that concern the end user, the newest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Which channel.
        public let channelId: ChannelID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(channelId: ChannelID, after: PageCursor? = nil, limit: Int64? = nil) {
            self.channelId = channelId
            self.after = after
            self.limit = limit
        }
    }
}

/// A promo as an end user sees it.
public struct FeedItem: Message {
    /// The promo.
    public let promoId: PromoID
    /// Whose it is.
    public let partnerId: PartnerID
    /// What the partner is called.
    public let partnerName: String
    /// What it is called.
    public let title: String
    /// What it says.
    public let text: String
    /// Whether it leads somewhere: `ClickPromo` says where.
    public let hasLink: Bool
    /// A video elsewhere.
    public let videoLink: String?
    /// Its pictures, which `ReadFile` reads in three sizes.
    public let pictureIds: [FileID]?
    /// Its video, which `ReadFile` reads.
    public let videoId: FileID?
    /// Since when it is shown.
    public let startedAt: Instant
    /// Until when.
    public let endsAt: Instant?
    /// Whether the caller has opened it.
    public let isOpened: Bool

    /// Makes one from its fields.
    public init(
        promoId: PromoID,
        partnerId: PartnerID,
        partnerName: String,
        title: String,
        text: String,
        hasLink: Bool,
        videoLink: String? = nil,
        pictureIds: [FileID]? = nil,
        videoId: FileID? = nil,
        startedAt: Instant,
        endsAt: Instant? = nil,
        isOpened: Bool
    ) {
        self.promoId = promoId
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.title = title
        self.text = text
        self.hasLink = hasLink
        self.videoLink = videoLink
        self.pictureIds = pictureIds
        self.videoId = videoId
        self.startedAt = startedAt
        self.endsAt = endsAt
        self.isOpened = isOpened
    }
}
