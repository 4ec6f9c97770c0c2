public import OctopusContract

/// An ad as it now is.
public struct AdChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/AdChanged",
        .state,
        "An ad as it now is."
    )

    /// Its identifier.
    public let id: AdID
    /// Rises with each change.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: AdTerms
    /// Whether it may be shown.
    public let status: AdStatus

    /// Makes one from its fields.
    public init(id: AdID, version: Int64, terms: AdTerms, status: AdStatus) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}
