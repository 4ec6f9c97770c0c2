import OctopusContract

// What the rules of serving name things by.

extension Things {
    /// What a partner shows: a picture, a carousel, a video.
    enum Ad {}
    /// For how long, to whom and how often a partner shows its ads.
    enum AdCampaign {}
    /// A place in an application where ads are shown.
    enum Placement {}
    /// An answer to the question which ad to show, and the impression that may come of it.
    enum AdDecision {}
    /// Impressions that a partner bought.
    enum ImpressionBalance {}
}

typealias AdID = ID<Things.Ad>
typealias AdCampaignID = ID<Things.AdCampaign>
typealias PlacementID = ID<Things.Placement>
typealias AdDecisionID = ID<Things.AdDecision>
typealias ImpressionBalanceID = ID<Things.ImpressionBalance>
