public import OctopusContract
public import OctopusPartnersContract

/// A package of impressions as it now is.
public struct ImpressionPackageChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/ImpressionPackageChanged",
        .state,
        "A package of impressions as it now is."
    )

    /// Its identifier.
    public let id: ImpressionPackageID
    /// Rises with each change.
    public let version: Int64
    /// What a tenant decides about it.
    public let terms: ImpressionPackageTerms
    /// Whether it can be asked for.
    public let status: OfferStatus

    /// Makes one from its fields.
    public init(
        id: ImpressionPackageID,
        version: Int64,
        terms: ImpressionPackageTerms,
        status: OfferStatus
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}
