public import OctopusContract

extension Reason {
    /// The partner has another active one of that name.
    public static let nameTaken = Reason(
        "nameTaken",
        .alreadyExists,
        "The partner has another active one of that name."
    )
    /// The partner has as many as there may be.
    public static let tooMany = Reason(
        "tooMany",
        .failedPrecondition,
        "The partner has as many as there may be."
    )
    /// The point type is no longer given.
    public static let pointTypeRetired = Reason(
        "pointTypeRetired",
        .failedPrecondition,
        "The point type is no longer given."
    )
    /// The balance would exceed what may be held.
    public static let balanceTooLarge = Reason(
        "balanceTooLarge",
        .failedPrecondition,
        "The balance would exceed what may be held."
    )
    /// The award was already taken back.
    public static let alreadyReversed = Reason(
        "alreadyReversed",
        .failedPrecondition,
        "The award was already taken back."
    )
    /// Some of the award is spent or expired.
    public static let partlyUsed = Reason(
        "partlyUsed",
        .failedPrecondition,
        "Some of the award is spent or expired."
    )
    /// The end user has fewer points than it costs.
    public static let insufficientPoints = Reason(
        "insufficientPoints",
        .failedPrecondition,
        "The end user has fewer points than it costs."
    )
    /// The day is not over, or not all of it is counted yet.
    public static let dayNotCounted = Reason(
        "dayNotCounted",
        .failedPrecondition,
        "The day is not over, or not all of it is counted yet."
    )
    /// The hold's time is up; its points go back.
    public static let holdExpired = Reason(
        "holdExpired",
        .failedPrecondition,
        "The hold's time is up; its points go back."
    )
    /// The hold was posted or voided before.
    public static let holdEnded = Reason(
        "holdEnded",
        .failedPrecondition,
        "The hold was posted or voided before."
    )
    /// The coupon can't be had or used now.
    public static let couponUnavailable = Reason(
        "couponUnavailable",
        .failedPrecondition,
        "The coupon can't be had or used now."
    )
    /// All there were of the coupon are gone.
    public static let soldOut = Reason(
        "soldOut",
        .failedPrecondition,
        "All there were of the coupon are gone."
    )
    /// The end user has had as many as one may.
    public static let limitReached = Reason(
        "limitReached",
        .failedPrecondition,
        "The end user has had as many as one may."
    )
    /// The code, or the pair of codes, is not good here.
    public static let codeRefused = Reason(
        "codeRefused",
        .failedPrecondition,
        "The code, or the pair of codes, is not good here."
    )
    /// The code is too old; the screen shows a new one.
    public static let codeExpired = Reason(
        "codeExpired",
        .failedPrecondition,
        "The code is too old; the screen shows a new one."
    )
    /// The code was honoured before; the screen shows a new one.
    public static let codeUsed = Reason(
        "codeUsed",
        .failedPrecondition,
        "The code was honoured before; the screen shows a new one."
    )
    /// The scan is used up, too old, or another operator's.
    public static let scanRefused = Reason(
        "scanRefused",
        .failedPrecondition,
        "The scan is used up, too old, or another operator's."
    )
    /// No more points may be given today; the violation names the limit, the message what is left and until when.
    public static let issuanceLimit = Reason(
        "issuanceLimit",
        .failedPrecondition,
        "No more points may be given today; the violation names the limit."
    )
    /// So many points are given with the approval of a second person: ask for it with `RequestAward`.
    public static let approvalNeeded = Reason(
        "approvalNeeded",
        .failedPrecondition,
        "So many points are given with the approval of a second person: ask for it with RequestAward."
    )
    /// Another award of the partner's has that reference; the message names it.
    public static let referenceTaken = Reason(
        "referenceTaken",
        .alreadyExists,
        "Another award of the partner's has that reference; the message names it."
    )
    /// So small a purchase gives no point.
    public static let purchaseTooSmall = Reason(
        "purchaseTooSmall",
        .failedPrecondition,
        "So small a purchase gives no point."
    )
    /// The point type is not given in that channel.
    public static let wrongChannel = Reason(
        "wrongChannel",
        .failedPrecondition,
        "The point type is not given in that channel."
    )
    /// The time in which operators can undo what they did is over.
    public static let tooLate = Reason(
        "tooLate",
        .failedPrecondition,
        "The time in which operators can undo what they did is over."
    )
    /// The last day on which the point type is given is over.
    public static let validityOver = Reason(
        "validityOver",
        .failedPrecondition,
        "The last day on which the point type is given is over."
    )
    /// The coupon has fewer uses left than were asked for.
    public static let tooFewUses = Reason(
        "tooFewUses",
        .failedPrecondition,
        "The coupon has fewer uses left than were asked for."
    )
    /// The redemption was already undone.
    public static let alreadyUndone = Reason(
        "alreadyUndone",
        .failedPrecondition,
        "The redemption was already undone."
    )
    /// Somebody holds a copy of the coupon.
    public static let couponHeld = Reason(
        "couponHeld",
        .failedPrecondition,
        "Somebody holds a copy of the coupon."
    )
}
