import OctopusContract

// What the rules of serving name things by that no message names yet.

extension Things {
    /// A place in an application where ads are shown.
    enum Placement {}
    /// An answer to the question which ad to show, and the impression that may come of it.
    enum AdDecision {}
    /// Impressions that a partner bought.
    enum ImpressionBalance {}
}

typealias PlacementID = ID<Things.Placement>
typealias AdDecisionID = ID<Things.AdDecision>
typealias ImpressionBalanceID = ID<Things.ImpressionBalance>
