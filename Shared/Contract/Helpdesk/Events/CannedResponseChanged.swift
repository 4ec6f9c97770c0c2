public import OctopusContract

/// A prepared answer as it now is.
public struct CannedResponseChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/CannedResponseChanged",
        .state,
        "A prepared answer of a partner's operators."
    )

    /// Its identifier.
    public let id: CannedResponseID
    /// Rises with each change.
    public let version: Int64
    /// What it says.
    public let terms: CannedResponseTerms
    /// Whether it was deleted.
    public let isDeleted: Bool

    /// Makes one from its fields.
    public init(
        id: CannedResponseID,
        version: Int64,
        terms: CannedResponseTerms,
        isDeleted: Bool
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.isDeleted = isDeleted
    }
}
