public import OctopusContract

extension Reason {
    /// The caller answers nobody: they are no chat operator of the partner.
    public static let notAnOperator = Reason(
        "notAnOperator",
        .permissionDenied,
        "The caller is no chat operator of the partner."
    )
    /// Only who is not a normal chat operator may do it.
    public static let administratorsOnly = Reason(
        "administratorsOnly",
        .permissionDenied,
        "A normal chat operator may not do that."
    )
    /// Another operator has the conversation; the violation names who.
    public static let conversationTaken = Reason(
        "conversationTaken",
        .failedPrecondition,
        "Another operator has the conversation; the violation names who."
    )
    /// The operator has as many conversations as one may have at a time.
    public static let operatorFull = Reason(
        "operatorFull",
        .failedPrecondition,
        "The operator has as many conversations as one may have at a time."
    )
    /// The operator who shall have the conversation is not there.
    public static let operatorAway = Reason(
        "operatorAway",
        .failedPrecondition,
        "That operator is away, or does not answer these chats."
    )
    /// Nobody can write to the channel: its chat is off, or the package has no chat.
    public static let chatDisabled = Reason(
        "chatDisabled",
        .failedPrecondition,
        "The chat of the channel is off; what was written can be read."
    )
    /// Only followers of the channel can write to it.
    public static let notFollowing = Reason(
        "notFollowing",
        .failedPrecondition,
        "The end user does not follow the channel."
    )
    /// The partner takes no messages from this end user.
    public static let blockedByPartner = Reason(
        "blockedByPartner",
        .failedPrecondition,
        "The partner takes no messages from this end user."
    )
    /// The message can't be changed any more, or is not the caller's.
    public static let notEditable = Reason(
        "notEditable",
        .failedPrecondition,
        "The message can't be changed any more."
    )
    /// Another message of the same sender bears that id.
    public static let clientIdReused = Reason(
        "clientIdReused",
        .failedPrecondition,
        "The sender has another message with that client id in the conversation."
    )
    /// The partner has as many broadcasts that are not over as one may have.
    public static let tooManyBroadcasts = Reason(
        "tooManyBroadcasts",
        .failedPrecondition,
        "The partner has as many messages to many that are not over as one may have."
    )
    /// The coupon or the promo is none that the partner can offer now.
    public static let engagementUnavailable = Reason(
        "engagementUnavailable",
        .failedPrecondition,
        "The coupon or the promo can't be offered now."
    )
    /// There are as many notes about the conversation as there may be.
    public static let tooManyNotes = Reason(
        "tooManyNotes",
        .failedPrecondition,
        "There are 1,000 notes about the conversation; delete some first."
    )
    /// The conversation or the partner has as many tags as there may be.
    public static let tooManyTags = Reason(
        "tooManyTags",
        .failedPrecondition,
        "A conversation has at most 20 tags, a partner 500 at a time."
    )
    /// No round of the conversation was finished yet.
    public static let nothingToRate = Reason(
        "nothingToRate",
        .failedPrecondition,
        "No round of the conversation was finished yet."
    )
    /// What was said of the round stands by now.
    public static let ratingClosed = Reason(
        "ratingClosed",
        .failedPrecondition,
        "The round was rated more than a day ago."
    )
    /// Another prepared answer of the partner has that short code.
    public static let shortCodeTaken = Reason(
        "shortCodeTaken",
        .failedPrecondition,
        "Another prepared answer of the partner has that short code."
    )
    /// The partner has as many prepared answers as it may have.
    public static let tooManyCannedResponses = Reason(
        "tooManyCannedResponses",
        .failedPrecondition,
        "The partner has 1,000 prepared answers; delete some first."
    )
    /// Somebody is there to answer: what is written in the chat is answered sooner.
    public static let operatorsPresent = Reason(
        "operatorsPresent",
        .failedPrecondition,
        "Somebody is there to answer; write in the chat."
    )
}
