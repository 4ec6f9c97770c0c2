public import OctopusContract

extension Reason {
    /// The partner has fewer impressions than are wanted; the violation says how many are missing.
    public static let insufficientImpressions = Reason(
        "insufficientImpressions",
        .failedPrecondition,
        "The partner has too few impressions; the violation says how many are missing."
    )
}
