public import OctopusContract

/// An add-on of a tenant's catalogue as it now is.
public struct AddOnChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/AddOnChanged",
        .state,
        "An add-on of a tenant's catalogue as it now is."
    )

    /// Its identifier.
    public let id: AddOnID
    /// Rises with each change.
    public let version: Int64
    /// What it is and what it costs.
    public let terms: AddOnTerms
    /// Whether it can be asked for.
    public let status: OfferStatus

    /// Makes one from its fields.
    public init(id: AddOnID, version: Int64, terms: AddOnTerms, status: OfferStatus) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}
