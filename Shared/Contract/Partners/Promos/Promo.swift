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
    /// How many end users have opened it; of a promo for a segment in whole tens, here and in reports.
    public let opens: Int64
    /// How many have followed its link, likewise.
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
    /// Its time has passed, and its pictures and its video were given up.
    case ended
    /// Its partner has ended it, and likewise.
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
    /// Pictures that the partner has uploaded, in their order, each once; at most 10.
    public let pictureIds: [FileID]?
    /// A video that the partner has uploaded; there is this or `videoLink`.
    public let videoId: FileID?
    /// Who sees it.
    public let audience: PromoAudience
    /// When it begins; absent, as `startsOn` is: as soon as it may.
    public let startsAt: Instant?
    /// When it ends; absent, as `endsOn` is: when its partner ends it.
    public let endsAt: Instant?
    /// The day with whose beginning it begins, as `2026-03-29` in the tenant's time zone.
    public let startsOn: String?
    /// The last day on which it is shown.
    public let endsOn: String?

    /// Makes terms.
    public init(
        title: String,
        text: String,
        target: String? = nil,
        videoLink: String? = nil,
        pictureIds: [FileID]? = nil,
        videoId: FileID? = nil,
        audience: PromoAudience,
        startsAt: Instant? = nil,
        endsAt: Instant? = nil,
        startsOn: String? = nil,
        endsOn: String? = nil
    ) {
        self.title = title
        self.text = text
        self.target = target
        self.videoLink = videoLink
        self.pictureIds = pictureIds
        self.videoId = videoId
        self.audience = audience
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.startsOn = startsOn
        self.endsOn = endsOn
    }
}

extension PromoTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("title", \.title, PartnersLimits.name),
        .text("text", \.text, PartnersLimits.channelDescription),
        .text("target", \.target, PartnersLimits.link),
        .text("videoLink", \.videoLink, PartnersLimits.link),
        .text("startsOn", \.startsOn, PartnersLimits.day),
        .text("endsOn", \.endsOn, PartnersLimits.day),
    ]
}

/// Who sees a promo.
public struct PromoAudience: Message {
    /// Whether others than followers see it, too.
    public let reach: PromoReach
    /// The partner's channels that show it, 1 to 10, each once.
    public let channels: [ChannelID]
    /// The partner's segment: of those whom the promo reaches, it is for those whom the segment selects.
    ///
    /// The segment's rule is the one that it has when the promo is scheduled: to edit or archive the segment
    /// later changes nothing of the promo.
    public let segmentId: SegmentID?

    /// Makes an audience.
    public init(reach: PromoReach, channels: [ChannelID], segmentId: SegmentID? = nil) {
        self.reach = reach
        self.channels = channels
        self.segmentId = segmentId
    }
}

/// How far a promo reaches.
public enum PromoReach: String, Codable, Sendable, CaseIterable {
    /// Who follows one of its channels.
    case followers
    /// And all other end users who agreed to promotions in the app; the tenant must approve it.
    case everybody
}
