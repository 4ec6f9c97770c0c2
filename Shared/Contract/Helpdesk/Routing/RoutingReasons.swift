public import OctopusContract

extension Reason {
    /// The partner has registered that host already.
    public static let websiteTaken = Reason(
        "websiteTaken",
        .alreadyExists,
        "The partner has a website with that host."
    )
    /// The partner has a group of that name.
    public static let groupNameTaken = Reason(
        "groupNameTaken",
        .alreadyExists,
        "The partner has a group of operators with that name."
    )
    /// The partner has as many websites, groups or rules as there may be.
    public static let routingFull = Reason(
        "routingFull",
        .failedPrecondition,
        "The partner has as many of them as there may be; delete one first."
    )
    /// The visitor has as many conversations as one may have.
    public static let tooManyConversations = Reason(
        "tooManyConversations",
        .failedPrecondition,
        "The visitor has as many conversations as one may have."
    )
    /// The visitor is on no page of the partner's any more.
    public static let visitorGone = Reason(
        "visitorGone",
        .failedPrecondition,
        "The visitor is on no page of the partner's any more."
    )
    /// The page is on no website that the partner has registered.
    public static let websiteUnknown = Reason(
        "websiteUnknown",
        .failedPrecondition,
        "The page is on no website that the partner has registered."
    )
}
