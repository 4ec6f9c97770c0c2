public import OctopusContract

/// A role as a person made it: a name and one level a product.
public struct Role: Message {
    /// Its identifier.
    public let id: RoleID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// One entry a product; a product without one gives nothing.
    ///
    /// What the account's package does not include is not told, and comes back with a larger one.
    public let levels: [ProductLevel]
    /// Whether who has the role must log in with a second factor.
    public let demandsSecondFactor: Bool
    /// How many users have it.
    public let userCount: Int64
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: RoleID,
        version: Int64,
        name: String,
        levels: [ProductLevel],
        demandsSecondFactor: Bool,
        userCount: Int64,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.levels = levels
        self.demandsSecondFactor = demandsSecondFactor
        self.userCount = userCount
        self.createdAt = createdAt
    }
}

/// How far a role reaches into one product.
public struct ProductLevel: Message {
    /// The product.
    public let product: Product
    /// How far.
    public let level: Level

    /// Makes one from its fields.
    public init(_ product: Product, _ level: Level) {
        self.product = product
        self.level = level
    }
}
