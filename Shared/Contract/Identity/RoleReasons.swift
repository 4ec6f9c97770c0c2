public import OctopusContract

// The refusals of methods about roles and ownership.
extension Reason {
    /// Somebody has the role; the violations name the users.
    public static let roleInUse = Reason(
        "roleInUse",
        .failedPrecondition,
        "Somebody has the role; the violations name the users."
    )
    /// Another role of the account has the name.
    public static let roleNameTaken = Reason(
        "roleNameTaken",
        .alreadyExists,
        "Another role of the account has the name."
    )
    /// The account has as many roles as it may have.
    public static let tooManyRoles = Reason(
        "tooManyRoles",
        .failedPrecondition,
        "The account has as many roles as it may have."
    )
    /// The caller is not the Account owner.
    public static let notOwner = Reason(
        "notOwner",
        .permissionDenied,
        "The caller is not the Account owner."
    )
    /// The new owner must be an active user of the account, with a password of their own.
    public static let ownerNotActive = Reason(
        "ownerNotActive",
        .failedPrecondition,
        "The new owner must be an active user of the account, with a password of their own."
    )
}
