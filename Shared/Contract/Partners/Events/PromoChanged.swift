public import OctopusContract

/// A promo as it now is.
public struct PromoChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/PromoChanged",
        .state,
        "A promo of a partner as it now is."
    )

    /// Its identifier.
    public let id: PromoID
    /// Rises with each change.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: PromoTerms
    /// What may be done with it now.
    public let status: PromoStatus

    /// Makes one from its fields.
    public init(id: PromoID, version: Int64, terms: PromoTerms, status: PromoStatus) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}
