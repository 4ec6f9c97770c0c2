public import OctopusContract

/// An engagement that a partner shows to end users for a time.
public struct Promo: Message {
    /// Its identifier.
    public let id: PromoID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: PromoTerms
    /// What may be done with it now.
    public let status: PromoStatus
    /// The last request for the tenant's approval; its fate is told by `ListOwnRequests`.
    public let requestId: RequestID?
    /// Since when end users see it, or saw it.
    public let startedAt: Instant?
    /// How many end users have opened it.
    public let opens: Int64
    /// How many have followed its link.
    public let clicks: Int64
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: PromoID,
        version: Int64,
        terms: PromoTerms,
        status: PromoStatus,
        requestId: RequestID? = nil,
        startedAt: Instant? = nil,
        opens: Int64 = 0,
        clicks: Int64 = 0,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.requestId = requestId
        self.startedAt = startedAt
        self.opens = opens
        self.clicks = clicks
        self.createdAt = createdAt
    }
}

/// What can be seen and done.
public enum PromoStatus: String, Codable, Sendable, CaseIterable {
    /// Only its partner sees it; a request that was rejected or cancelled leads back here.
    case draft
    /// It waits for the tenant's approval.
    case requested
    /// It begins at its time.
    case scheduled
    /// End users see it.
    case live
    /// Its time has passed.
    case ended
    /// Its partner has ended it.
    case cancelled
}

/// What a partner decides about a promo.
public struct PromoTerms: Message {
    /// What it is called in lists.
    public let title: String
    /// What end users read.
    public let text: String
    /// Where it leads, an address of the web.
    public let target: String?
    /// A video elsewhere, an address that begins with `https://`.
    public let videoLink: String?
    /// Who sees it.
    public let audience: PromoAudience
    /// When it begins; absent: as soon as it may.
    public let startsAt: Instant?
    /// When it ends; absent: when its partner ends it.
    public let endsAt: Instant?

    /// Makes terms.
    public init(
        title: String,
        text: String,
        target: String? = nil,
        videoLink: String? = nil,
        audience: PromoAudience,
        startsAt: Instant? = nil,
        endsAt: Instant? = nil
    ) {
        self.title = title
        self.text = text
        self.target = target
        self.videoLink = videoLink
        self.audience = audience
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}

extension PromoTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("title", \.title, PartnersLimits.name),
        .text("text", \.text, PartnersLimits.channelDescription),
        .text("target", \.target, PartnersLimits.link),
        .text("videoLink", \.videoLink, PartnersLimits.link),
    ]
}

/// Who sees a promo.
public struct PromoAudience: Message {
    /// Whether others than followers see it, too.
    public let reach: PromoReach
    /// The partner's channels that show it, 1 to 10, each once.
    public let channels: [ChannelID]

    /// Makes an audience.
    public init(reach: PromoReach, channels: [ChannelID]) {
        self.reach = reach
        self.channels = channels
    }
}

/// How far a promo reaches.
public enum PromoReach: String, Codable, Sendable, CaseIterable {
    /// Who follows one of its channels.
    case followers
    /// And all other end users who agreed to promotions in the app; the tenant must approve it.
    case everybody
}
