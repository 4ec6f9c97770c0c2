public import OctopusContract

// The refusals of methods about roles and ownership.
extension Reason {
    /// Somebody has the role; the violations name the users. Give them another role first.
    public static let roleInUse = Reason(
        "roleInUse",
        .failedPrecondition,
        "Somebody has the role; the violations name the users. Give them another role first."
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
    /// The new owner must be an active user of the account.
    public static let ownerNotActive = Reason(
        "ownerNotActive",
        .failedPrecondition,
        "The new owner must be an active user of the account."
    )
}
