public import OctopusContract

/// A tenant has set how many points may be given.
public struct IssuanceLimitsSet: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/IssuanceLimitsSet",
        .fact,
        "A tenant has set how many points may be given."
    )

    /// The partner for which it holds; absent: all that have none of their own.
    public let partnerId: PartnerID?
    /// Rises with each change.
    public let version: Int64
    /// What was set.
    public let limits: IssuanceLimits

    /// Makes one from its fields.
    public init(partnerId: PartnerID? = nil, version: Int64, limits: IssuanceLimits) {
        self.partnerId = partnerId
        self.version = version
        self.limits = limits
    }
}
