public import OctopusContract

/// What a partner has for a price.
///
/// An edit holds for what is asked for from then on: partners keep what was approved for them.
public struct Package: Message {
    /// Its identifier.
    public let id: PackageID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What a tenant decides about it.
    public let terms: PackageTerms
    /// Whether it can be asked for.
    public let status: OfferStatus
    /// Whether partners get it that the tenant makes itself.
    public let isDefault: Bool
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: PackageID,
        version: Int64,
        terms: PackageTerms,
        status: OfferStatus,
        isDefault: Bool,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.isDefault = isDefault
        self.createdAt = createdAt
    }
}

/// What a tenant decides about a package.
public struct PackageTerms: Message {
    /// Unlike every other available one of the tenant.
    public let name: String
    /// What it is, for those who choose.
    public let description: String?
    /// By the month or the year.
    public let price: Price
    /// The products that it includes, each once, beside those that every account has.
    public let products: [Product]
    /// How much of them.
    public let limits: PackageLimits

    /// Makes terms.
    public init(
        name: String,
        description: String? = nil,
        price: Price,
        products: [Product],
        limits: PackageLimits = PackageLimits()
    ) {
        self.name = name
        self.description = description
        self.price = price
        self.products = products
        self.limits = limits
    }
}

extension PackageTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, PartnersLimits.name),
        .text("description", \.description, PartnersLimits.description),
        .inside("price", \.price),
        .inside("limits", \.limits),
    ]
}

/// How much a package gives; what is absent has no limit.
public struct PackageLimits: Message {
    /// Coupons that are published at one time.
    public let activeCoupons: Int64?
    /// Channels.
    public let channels: Int64?
    /// Users who answer in the chat.
    public let chatOperators: Int64?
    /// Messages in a calendar month of the tenant's zone.
    public let messagesAMonth: Int64?

    /// Makes limits.
    public init(
        activeCoupons: Int64? = nil,
        channels: Int64? = nil,
        chatOperators: Int64? = nil,
        messagesAMonth: Int64? = nil
    ) {
        self.activeCoupons = activeCoupons
        self.channels = channels
        self.chatOperators = chatOperators
        self.messagesAMonth = messagesAMonth
    }
}

extension PackageLimits {
    public static let limits: [FieldLimit<Self>] = [
        .number("activeCoupons", \.activeCoupons, PartnersLimits.most),
        .number("channels", \.channels, PartnersLimits.most),
        .number("chatOperators", \.chatOperators, PartnersLimits.most),
        .number("messagesAMonth", \.messagesAMonth, PartnersLimits.most),
    ]
}
