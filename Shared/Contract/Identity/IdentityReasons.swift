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
    /// The key was revoked; make a new one.
    public static let keyRevoked = Reason(
        "keyRevoked",
        .failedPrecondition,
        "The key was revoked; make a new one."
    )
}
