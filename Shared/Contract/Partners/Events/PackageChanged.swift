public import OctopusContract

/// A package of a tenant's catalogue as it now is.
public struct PackageChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/PackageChanged",
        .state,
        "A package of a tenant's catalogue as it now is."
    )

    /// Its identifier.
    public let id: PackageID
    /// Rises with each change.
    public let version: Int64
    /// What it is and what it costs.
    public let terms: PackageTerms
    /// Whether it can be asked for.
    public let status: OfferStatus
    /// Whether partners get it that the tenant makes itself.
    public let isDefault: Bool

    /// Makes one from its fields.
    public init(
        id: PackageID,
        version: Int64,
        terms: PackageTerms,
        status: OfferStatus,
        isDefault: Bool
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.isDefault = isDefault
    }
}
