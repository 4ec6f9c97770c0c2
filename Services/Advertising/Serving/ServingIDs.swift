import OctopusContract

// What the rules of serving name things by that no message names.

extension Things {
    /// An answer to the question which ad to show, and the impression that may come of it.
    enum AdDecision {}
    /// Impressions that a partner bought.
    enum ImpressionBalance {}
}

typealias AdDecisionID = ID<Things.AdDecision>
typealias ImpressionBalanceID = ID<Things.ImpressionBalance>
