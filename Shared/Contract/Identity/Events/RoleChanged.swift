public import OctopusContract

/// A role as it now is.
public struct RoleChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/RoleChanged",
        .state,
        "A role as it now is, with all its levels, whatever the account's package includes."
    )

    /// Its identifier.
    public let id: RoleID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// One entry a product.
    public let levels: [ProductLevel]
    /// Whether who has the role must log in with a second factor.
    public let demandsSecondFactor: Bool
    /// When it was removed; absent while it is there.
    public let deletedAt: Instant?

    /// Makes one from its fields.
    public init(
        id: RoleID,
        version: Int64,
        name: String,
        levels: [ProductLevel],
        demandsSecondFactor: Bool,
        deletedAt: Instant? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.levels = levels
        self.demandsSecondFactor = demandsSecondFactor
        self.deletedAt = deletedAt
    }
}
