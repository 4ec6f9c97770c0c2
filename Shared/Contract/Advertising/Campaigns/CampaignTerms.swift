public import OctopusContract

/// What a partner decides about a campaign.
public struct CampaignTerms: Message {
    /// What it is called in lists, which end users don't see.
    public let name: String
    /// The partner's approved ads that it shows, 1 to 10, each once; they take turns.
    public let adIds: [AdID]
    /// How many impressions it is for.
    public let impressions: Int64
    /// When it begins, or as soon as it is approved if that is later.
    public let startsAt: Instant
    /// When it ends, within two years.
    public let endsAt: Instant
    /// The hours of each week in which it shows nothing, on the clocks of the tenant's zone; at most 50.
    ///
    /// They are whole hours: `fromMinute` and `toMinute` are multiples of 60.
    public let blockedHours: [WeeklyHours]?
    /// The partner's segments, at most 10: it is for members of any of them; absent: for everybody.
    ///
    /// Their rules are those of the moment at which an ad is chosen.
    public let segmentIds: [SegmentID]?
    /// The tenant's placements at which it is shown, at most 50; absent: at all that its ads fit.
    public let placementIds: [PlacementID]?
    /// How often an end user may be shown it; absent: as often as it comes.
    public let cap: CampaignCap?
    /// How many impressions it has at most on a day of the tenant's zone.
    public let dailyImpressions: Int64?
    /// A campaign of a greater one is shown before all others.
    public let priority: Int64?
    /// Its part among campaigns of the same priority, beside what its pace asks for.
    public let weight: Int64?

    /// Makes terms.
    public init(
        name: String,
        adIds: [AdID],
        impressions: Int64,
        startsAt: Instant,
        endsAt: Instant,
        blockedHours: [WeeklyHours]? = nil,
        segmentIds: [SegmentID]? = nil,
        placementIds: [PlacementID]? = nil,
        cap: CampaignCap? = nil,
        dailyImpressions: Int64? = nil,
        priority: Int64? = nil,
        weight: Int64? = nil
    ) {
        self.name = name
        self.adIds = adIds
        self.impressions = impressions
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.blockedHours = blockedHours
        self.segmentIds = segmentIds
        self.placementIds = placementIds
        self.cap = cap
        self.dailyImpressions = dailyImpressions
        self.priority = priority
        self.weight = weight
    }
}

extension CampaignTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, AdvertisingLimits.campaignName),
        .number("impressions", \.impressions, AdvertisingLimits.impressions),
        .inside("cap", \.cap),
        .number("dailyImpressions", \.dailyImpressions, AdvertisingLimits.impressions),
        .number(
            "priority",
            \.priority,
            AdvertisingLimits.priority,
            standard: AdvertisingLimits.standardPriority
        ),
        .number("weight", \.weight, AdvertisingLimits.weight, standard: 1),
    ]
}

/// How often an end user may be shown a campaign in a period.
public struct CampaignCap: Message {
    /// How often.
    public let most: Int64
    /// In which time.
    public let period: CampaignCapPeriod

    /// Makes a cap.
    public init(most: Int64, period: CampaignCapPeriod) {
        self.most = most
        self.period = period
    }
}

extension CampaignCap {
    public static let limits: [FieldLimit<Self>] = [
        .number("most", \.most, AdvertisingLimits.cap)
    ]
}

/// A time after which counting for a cap begins anew, on the clocks of the tenant's zone.
public enum CampaignCapPeriod: String, Codable, Sendable, CaseIterable {
    /// Calendar hours and days; a week begins on Monday.
    case hour, day, week, month
    /// As long as the campaign.
    case lifetime
}
