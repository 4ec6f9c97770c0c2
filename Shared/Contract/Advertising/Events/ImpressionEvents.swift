public import OctopusContract

/// Impressions that a partner asked for are its own.
public struct ImpressionsCredited: Event {
    public static let declaration = EventDeclaration(
        "advertising.v1/ImpressionsCredited",
        .fact,
        "Impressions that a partner asked for are its own."
    )

    /// The request that was approved.
    public let requestId: RequestID
    /// How many.
    public let amount: Int64

    /// Makes one from its fields.
    public init(requestId: RequestID, amount: Int64) {
        self.requestId = requestId
        self.amount = amount
    }
}

/// The tenant has corrected what a partner has of impressions.
public struct ImpressionsAdjusted: Event {
    public static let declaration = EventDeclaration(
        "advertising.v1/ImpressionsAdjusted",
        .fact,
        "The tenant has corrected what a partner has of impressions."
    )

    /// How many it added, or took if below zero.
    public let amount: Int64

    /// Makes one from its fields.
    public init(amount: Int64) {
        self.amount = amount
    }
}

/// What a partner has of impressions, apart from which of those that were set aside were shown.
public struct ImpressionBalanceChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/ImpressionBalanceChanged",
        .state,
        "What a partner has of impressions, whatever of it was shown."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// All that it has got: bought and adjusted.
    public let total: Int64
    /// What no campaign has set aside or shown.
    public let available: Int64

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, total: Int64, available: Int64) {
        self.id = id
        self.version = version
        self.total = total
        self.available = available
    }
}
