public import OctopusContract
public import OctopusPartnersContract

/// Impressions that a tenant's partners can buy.
public struct ImpressionPackage: Message {
    /// Its identifier.
    public let id: ImpressionPackageID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What a tenant decides about it.
    public let terms: ImpressionPackageTerms
    /// Whether it can be asked for.
    public let status: OfferStatus
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: ImpressionPackageID,
        version: Int64,
        terms: ImpressionPackageTerms,
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

/// What a tenant decides about a package of impressions.
public struct ImpressionPackageTerms: Message {
    /// Unlike every other available one of the tenant.
    public let name: String
    /// How many impressions it has.
    public let impressions: Int64
    /// What it costs, once, in the smallest unit of the tenant's currency: 1250 of `EUR` is 12.50.
    public let minorUnits: Int64

    /// Makes terms.
    public init(name: String, impressions: Int64, minorUnits: Int64) {
        self.name = name
        self.impressions = impressions
        self.minorUnits = minorUnits
    }
}

extension ImpressionPackageTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, AdvertisingLimits.packageName),
        .number("impressions", \.impressions, AdvertisingLimits.impressions),
        .number("minorUnits", \.minorUnits, AdvertisingLimits.minorUnits),
    ]
}
