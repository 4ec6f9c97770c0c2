public import OctopusContract

/// What a partner buys beside its package.
public struct AddOn: Message {
    /// Its identifier.
    public let id: AddOnID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What a tenant decides about it.
    public let terms: AddOnTerms
    /// Whether it can be asked for.
    public let status: OfferStatus
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: AddOnID,
        version: Int64,
        terms: AddOnTerms,
        status: OfferStatus,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.createdAt = createdAt
    }
}

/// What a tenant decides about an add-on.
public struct AddOnTerms: Message {
    /// Unlike every other available one of the tenant.
    public let name: String
    /// What it is, for those who choose.
    public let description: String?
    /// By the month, the year, or once.
    public let price: Price
    /// Impressions that it adds to the partner's balance; none if absent.
    public let impressions: Int64?
    /// What it adds to the limits of the partner's package; nothing if absent.
    public let raises: PackageLimits?

    /// Makes terms.
    public init(
        name: String,
        description: String? = nil,
        price: Price,
        impressions: Int64? = nil,
        raises: PackageLimits? = nil
    ) {
        self.name = name
        self.description = description
        self.price = price
        self.impressions = impressions
        self.raises = raises
    }
}

extension AddOnTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, PartnersLimits.name),
        .text("description", \.description, PartnersLimits.description),
        .inside("price", \.price),
        .number("impressions", \.impressions, PartnersLimits.impressions, standard: 0),
        .inside("raises", \.raises),
    ]
}
