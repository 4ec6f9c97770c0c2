public import OctopusContract

extension Reason {
    /// The partner has fewer impressions that are free than are wanted.
    public static let insufficientImpressions = Reason(
        "insufficientImpressions",
        .failedPrecondition,
        "The partner has too few impressions that are neither reserved nor counted."
    )
    /// The partner would have more impressions than one may have.
    public static let tooManyImpressions = Reason(
        "tooManyImpressions",
        .failedPrecondition,
        "The partner would have more impressions than one may have."
    )
    /// The tenant has another available package of that name.
    public static let impressionPackageNameTaken = Reason(
        "impressionPackageNameTaken",
        .alreadyExists,
        "The tenant has another available package of that name."
    )
    /// The tenant has as many packages as there may be.
    public static let tooManyImpressionPackages = Reason(
        "tooManyImpressionPackages",
        .failedPrecondition,
        "The tenant has as many packages as there may be."
    )
    /// The package is no longer offered.
    public static let impressionPackageRetired = Reason(
        "impressionPackageRetired",
        .failedPrecondition,
        "The package is no longer offered."
    )
    /// The partner has as many requests waiting as there may be.
    public static let tooManyImpressionRequests = Reason(
        "tooManyImpressionRequests",
        .failedPrecondition,
        "The partner has as many requests for impressions waiting as there may be."
    )
    /// The partner has as many ads as there may be.
    public static let tooManyAds = Reason(
        "tooManyAds",
        .failedPrecondition,
        "The partner has as many ads that are not archived as there may be."
    )
    /// The partner has as many campaigns as there may be.
    public static let tooManyCampaigns = Reason(
        "tooManyCampaigns",
        .failedPrecondition,
        "The partner has as many campaigns that are not finished as there may be."
    )
    /// The tenant has another application of that name.
    public static let applicationNameTaken = Reason(
        "applicationNameTaken",
        .alreadyExists,
        "The tenant has another application of that name."
    )
    /// The application has another placement of that name.
    public static let placementNameTaken = Reason(
        "placementNameTaken",
        .alreadyExists,
        "The application has another placement of that name."
    )
    /// The tenant has as many applications as there may be.
    public static let tooManyApplications = Reason(
        "tooManyApplications",
        .failedPrecondition,
        "The tenant has as many applications that are not archived as there may be."
    )
    /// The tenant has as many placements as there may be.
    public static let tooManyPlacements = Reason(
        "tooManyPlacements",
        .failedPrecondition,
        "The tenant has as many placements that are not archived as there may be."
    )
    /// The token was not made by this service for the caller.
    public static let impressionTokenRefused = Reason(
        "impressionTokenRefused",
        .invalidArgument,
        "The token was not made by this service for the caller."
    )
}
