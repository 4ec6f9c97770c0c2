public import OctopusContract

/// Ads of a partner that are shown for a time, for impressions that are set aside for it.
public struct Campaign: Message {
    /// Its identifier.
    public let id: CampaignID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: CampaignTerms
    /// Where it stands.
    public let status: CampaignStatus
    /// Why it is paused.
    public let pausedFor: CampaignPause?
    /// Its ads that may be shown: those that are approved now; none before it is requested and after its end.
    public let shownAdIds: [AdID]
    /// The last request for the tenant's approval.
    public let requestId: RequestID?
    /// Why the tenant rejected it.
    public let reason: String?
    /// How many of its impressions were shown.
    public let counted: Int64
    /// How many it has set aside and not shown.
    public let remaining: Int64
    /// When it was made.
    public let createdAt: Instant
    /// When it began.
    public let startedAt: Instant?
    /// When it ended.
    public let endedAt: Instant?
    /// What ended it.
    public let endedBy: CampaignEnd?

    /// Makes one from its fields.
    public init(
        id: CampaignID,
        version: Int64,
        terms: CampaignTerms,
        status: CampaignStatus,
        pausedFor: CampaignPause? = nil,
        shownAdIds: [AdID] = [],
        requestId: RequestID? = nil,
        reason: String? = nil,
        counted: Int64 = 0,
        remaining: Int64 = 0,
        createdAt: Instant,
        startedAt: Instant? = nil,
        endedAt: Instant? = nil,
        endedBy: CampaignEnd? = nil
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.pausedFor = pausedFor
        self.shownAdIds = shownAdIds
        self.requestId = requestId
        self.reason = reason
        self.counted = counted
        self.remaining = remaining
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.endedBy = endedBy
    }
}

/// Where a campaign stands.
public enum CampaignStatus: String, Codable, Sendable, CaseIterable {
    /// Only its partner sees it; a request that was withdrawn or cancelled leads back here.
    case draft
    /// It waits for the tenant's approval; its impressions are set aside from here on.
    case requested
    /// It begins at its time.
    case approved
    /// It may not run as it is, and `reason` says why.
    case rejected
    /// Its ads are shown.
    case running
    /// Its ads are not shown for a while, and `pausedFor` says why.
    case paused
    /// It is over, and has given back what it did not show.
    case finished
}

/// Why a campaign is paused; what its partner did not ask for ends by itself.
public enum CampaignPause: String, Codable, Sendable, CaseIterable {
    /// Its partner wants it.
    case asked
    /// The partner is suspended.
    case suspended
    /// The partner's package has no advertising any more.
    case package
    /// None of its ads is approved any more.
    case ads
}

/// What ended a campaign.
public enum CampaignEnd: String, Codable, Sendable, CaseIterable {
    /// Its time is over.
    case time
    /// All of its impressions were shown.
    case impressions
    /// Its partner wanted it.
    case asked
}
