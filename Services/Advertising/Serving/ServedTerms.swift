import OctopusContract

/// What serving is told of a campaign.
struct ServedTerms: Sendable {
    let id: CampaignID
    let tenant: TenantID
    /// The partner's impressions, which its campaigns share.
    let balance: ImpressionBalanceID
    /// How many of them this campaign may use.
    let impressions: Int64
    /// Half open, in milliseconds.
    let time: Range<Int64>
    /// The ads that fit each placement, in the order in which they take turns.
    let ads: [PlacementID: [AdID]]
    /// Whom it is for: end users of one of them at least, or everybody if there is none.
    var segments: [SegmentID] = []
    var blocked = BlockedHours.none
    var pacing = Pacing.Mode.even
    /// A day of the tenant's zone.
    var dailyLimit: Int64?
    var caps: [FrequencyCap] = []
    /// The greater comes first.
    var priority: Int32 = 0
    /// Its part among those of the same priority, beside what its pace asks for.
    var weight: Int32 = 1
}

/// A place where ads are shown.
struct ServedPlacement: Sendable {
    let id: PlacementID
    let tenant: TenantID
    /// How long an impression stays reserved: as long as an end user may need to see the ad.
    ///
    /// The implementation notes of OpenRTB 2.6 (7.2) give a minute on the web, five for a banner in
    /// an application, ten for native ads, thirty between two screens.
    let lifeMilliseconds: Int64
}
