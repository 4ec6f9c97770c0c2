public import OctopusContract

/// Lists the movements of a partner's impressions, newest first.
public enum ListImpressionLedger: Method {
    public typealias Reply = Page<ImpressionEntry>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListImpressionLedger",
        .read,
        "Lists the movements of a partner's impressions, newest first.",
        access: .anyOf(.partnerUser(.advertising, .view), .partnerUser(.myAccount, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only movements of this kind.
        public let kind: ImpressionEntryKind?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            kind: ImpressionEntryKind? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.kind = kind
            self.after = after
            self.limit = limit
        }
    }
}

extension ListImpressionLedger.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// One movement of impressions: from one account to another, so that every entry is balanced in itself.
public struct ImpressionEntry: Message {
    /// Rises within the service.
    public let seq: Int64
    /// When it happened.
    public let at: Instant
    /// What moved the impressions.
    public let kind: ImpressionEntryKind
    /// Always positive; it moves from the one account to the other.
    public let amount: Int64
    /// Where the impressions came from.
    public let from: ImpressionAccount
    /// Where they went.
    public let to: ImpressionAccount
    /// The request that was approved, of what was bought.
    public let requestId: RequestID?
    /// The campaign that set them aside, showed them or gave them back.
    public let campaignId: CampaignID?
    /// Who did it.
    public let actor: Actor
    /// Why the tenant corrected it.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        seq: Int64,
        at: Instant,
        kind: ImpressionEntryKind,
        amount: Int64,
        from: ImpressionAccount,
        to: ImpressionAccount,
        requestId: RequestID? = nil,
        campaignId: CampaignID? = nil,
        actor: Actor,
        reason: String? = nil
    ) {
        self.seq = seq
        self.at = at
        self.kind = kind
        self.amount = amount
        self.from = from
        self.to = to
        self.requestId = requestId
        self.campaignId = campaignId
        self.actor = actor
        self.reason = reason
    }
}

/// What moves impressions.
public enum ImpressionEntryKind: String, Codable, Sendable, CaseIterable {
    /// The tenant has approved a package.
    case purchase
    /// A campaign sets them aside; it has shown them; it gives back what it has not shown.
    case reservation, count, giveBack
    /// The tenant adds them, or takes them.
    case increase, decrease
}

/// Where impressions can be.
///
/// `bought` is where they come from, so it stands below zero by all that were bought.
public enum ImpressionAccount: String, Codable, Sendable, CaseIterable {
    /// Every entry moves impressions from one of these to another.
    case bought, available, reserved, counted, adjusted
}
