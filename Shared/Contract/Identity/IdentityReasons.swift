public import OctopusContract

// The refusals that identity's methods give beside the common ones.
extension Reason {
    /// The e-mail and the password do not belong together.
    public static let badCredentials = Reason(
        "badCredentials",
        .unauthenticated,
        "The e-mail and the password do not belong together."
    )
    /// The refresh token is unknown, used or too old, or its session has ended; log in again.
    public static let refreshTokenInvalid = Reason(
        "refreshTokenInvalid",
        .unauthenticated,
        "The refresh token is unknown, used or too old, or its session has ended; log in again."
    )
    /// The contact and the code do not belong together.
    public static let loginCodeInvalid = Reason(
        "loginCodeInvalid",
        .unauthenticated,
        "The contact and the code do not belong together."
    )
    /// No program delivers the tenant's messages to phones; ask for a code by e-mail.
    public static let messagesNotDelivered = Reason(
        "messagesNotDelivered",
        .failedPrecondition,
        "No program delivers the tenant's messages to phones; ask for a code by e-mail."
    )
    /// The invitation is unknown, used, replaced or too old; ask for another.
    public static let invitationInvalid = Reason(
        "invitationInvalid",
        .failedPrecondition,
        "The invitation is unknown, used, replaced or too old; ask for another."
    )
    /// The password is too short, too long or too well known.
    public static let weakPassword = Reason(
        "weakPassword",
        .invalidArgument,
        "The password is too short, too long or too well known."
    )
    /// Another user of the tenant or its partners has the e-mail.
    public static let emailTaken = Reason(
        "emailTaken",
        .alreadyExists,
        "Another user of the tenant or its partners has the e-mail."
    )
    /// Another end user of the tenant has the e-mail or phone.
    public static let contactTaken = Reason(
        "contactTaken",
        .alreadyExists,
        "Another end user of the tenant has the e-mail or phone."
    )
    /// The name belongs to another key, or the key to another name or tenant.
    public static let principalConflict = Reason(
        "principalConflict",
        .alreadyExists,
        "The name belongs to another key, or the key to another name or tenant."
    )
    /// The caller acts in nobody's place.
    public static let notImpersonating = Reason(
        "notImpersonating",
        .failedPrecondition,
        "The caller acts in nobody's place."
    )
    /// The key was revoked; make a new one.
    public static let keyRevoked = Reason(
        "keyRevoked",
        .failedPrecondition,
        "The key was revoked; make a new one."
    )
    /// The calling program does nothing without a person; its account's users decide that.
    public static let noServiceAccount = Reason(
        "noServiceAccount",
        .permissionDenied,
        "The calling program does nothing without a person; its account's users decide that."
    )
    /// The account has as many users as it may have; delete one first.
    public static let tooManyUsers = Reason(
        "tooManyUsers",
        .failedPrecondition,
        "The account has as many users as it may have; delete one first."
    )
    /// The user or the role reaches further than the caller does.
    public static let aboveYourself = Reason(
        "aboveYourself",
        .permissionDenied,
        "The user or the role reaches further than the caller does."
    )
    /// The Account owner can't be changed so; hand ownership over first.
    public static let isOwner = Reason(
        "isOwner",
        .failedPrecondition,
        "The Account owner can't be changed so; hand ownership over first."
    )
    /// Nobody does that to themselves; ask another user.
    public static let notOneself = Reason(
        "notOneself",
        .failedPrecondition,
        "Nobody does that to themselves; ask another user."
    )
    /// The password is not the present one.
    public static let wrongPassword = Reason(
        "wrongPassword",
        .failedPrecondition,
        "The password is not the present one."
    )
    /// The log-in is too long ago for that; give the password, or log in again.
    public static let proofRequired = Reason(
        "proofRequired",
        .failedPrecondition,
        "The log-in is too long ago for that; give the password, or log in again."
    )
    /// The password is temporary; change it with `ReplaceTemporaryPassword`.
    public static let passwordChangeRequired = Reason(
        "passwordChangeRequired",
        .failedPrecondition,
        "The password is temporary; change it with `ReplaceTemporaryPassword`."
    )
    /// The link is unknown, used, replaced or too old; ask for another.
    public static let linkInvalid = Reason(
        "linkInvalid",
        .failedPrecondition,
        "The link is unknown, used, replaced or too old; ask for another."
    )
    /// A one-time code is needed besides the password.
    public static let secondFactorRequired = Reason(
        "secondFactorRequired",
        .unauthenticated,
        "A one-time code is needed besides the password."
    )
    /// The one-time code is wrong, used or too old.
    public static let secondFactorInvalid = Reason(
        "secondFactorInvalid",
        .failedPrecondition,
        "The one-time code is wrong, used or too old."
    )
    /// The user's role demands one-time codes.
    public static let secondFactorDemanded = Reason(
        "secondFactorDemanded",
        .failedPrecondition,
        "The user's role demands one-time codes."
    )
    /// One-time codes are in force already; remove them first.
    public static let hasSecondFactor = Reason(
        "hasSecondFactor",
        .failedPrecondition,
        "One-time codes are in force already; remove them first."
    )
}
