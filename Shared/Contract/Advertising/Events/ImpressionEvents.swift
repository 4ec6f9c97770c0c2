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
