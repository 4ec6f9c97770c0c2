public import OctopusContract

/// Adds impressions to what a partner has, or takes some that are neither reserved nor counted.
public enum AdjustImpressions: Method {
    public typealias Reply = ImpressionBalance

    public static let declaration = MethodDeclaration(
        "advertising.v1/AdjustImpressions",
        .command,
        "Adds impressions to what a partner has, or takes some, for a reason.",
        access: .anyOf(.tenantUser(.advertising, .full)),
        routing: .tenant,
        reasons: [.insufficientImpressions, .tooManyImpressions]
    )

    public struct Request: Message {
        /// Whose.
        public let partnerId: PartnerID
        /// How many are added, or taken if below zero; never 0.
        public let amount: Int64
        /// Why, as the partner's ledger tells it.
        public let reason: String

        /// Makes a request.
        public init(partnerId: PartnerID, amount: Int64, reason: String) {
            self.partnerId = partnerId
            self.amount = amount
            self.reason = reason
        }
    }
}

extension AdjustImpressions.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, AdvertisingLimits.adjustment),
        .text("reason", \.reason, AdvertisingLimits.reason),
    ]
}
