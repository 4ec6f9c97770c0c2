public import OctopusContract

/// What a partner has of impressions; counted and reserved ones are never more than it has got.
public struct ImpressionBalance: Message {
    /// All that were bought.
    public let bought: Int64
    /// What the tenant has added besides, or taken if below zero.
    public let adjusted: Int64
    /// What campaigns have set aside and not shown yet.
    public let reserved: Int64
    /// What was shown and counted.
    public let counted: Int64
    /// What is left for campaigns: bought and adjusted, without reserved and counted.
    public let available: Int64

    /// Makes one from its fields.
    public init(
        bought: Int64,
        adjusted: Int64,
        reserved: Int64,
        counted: Int64,
        available: Int64
    ) {
        self.bought = bought
        self.adjusted = adjusted
        self.reserved = reserved
        self.counted = counted
        self.available = available
    }
}

/// Tells what the caller's partner has of impressions.
public enum GetImpressionBalance: Method {
    public typealias Request = Empty
    public typealias Reply = ImpressionBalance

    public static let declaration = MethodDeclaration(
        "advertising.v1/GetImpressionBalance",
        .read,
        "Tells what the partner has of impressions.",
        access: .anyOf(.partnerUser(.advertising, .view), .partnerUser(.myAccount, .view)),
        routing: .partner
    )
}

/// Lists what a tenant's partners have of impressions, by partner.
public enum ListImpressionBalances: Method {
    public typealias Reply = Page<PartnerImpressions>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListImpressionBalances",
        .read,
        "Lists what the tenant's partners have of impressions; who never had any is not in it.",
        access: .anyOf(.tenantUser(.advertising, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only that of this partner.
        public let partnerId: PartnerID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            partnerId: PartnerID? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.partnerId = partnerId
            self.after = after
            self.limit = limit
        }
    }
}

extension ListImpressionBalances.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// What one of a tenant's partners has of impressions.
public struct PartnerImpressions: Message {
    /// The partner.
    public let partnerId: PartnerID
    /// What it has.
    public let balance: ImpressionBalance

    /// Makes one from its fields.
    public init(partnerId: PartnerID, balance: ImpressionBalance) {
        self.partnerId = partnerId
        self.balance = balance
    }
}
