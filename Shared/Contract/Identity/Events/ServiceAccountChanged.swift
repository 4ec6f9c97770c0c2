public import OctopusContract

/// What a program may do without a person, as it now is.
public struct ServiceAccountChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/ServiceAccountChanged",
        .state,
        "What a program may do without a person, whatever its account's package includes."
    )

    /// The program, by the first of its keys.
    public let id: PrincipalID
    /// Rises with each change.
    public let version: Int64
    /// One entry a product; none: nothing.
    public let levels: [ProductLevel]

    /// Makes one from its fields.
    public init(id: PrincipalID, version: Int64, levels: [ProductLevel]) {
        self.id = id
        self.version = version
        self.levels = levels
    }
}
