public import OctopusContract

/// A request was approved or rejected; the service that owns its kind acts on it, once a request.
public struct RequestDecided: Event {
    public static let declaration = EventDeclaration(
        "partners.v1/RequestDecided",
        .fact,
        "A request was approved or rejected."
    )

    /// The request.
    public let requestId: RequestID
    /// What sort of request it was.
    public let kind: RequestKind
    /// What was decided.
    public let decision: RequestDecision
    /// When.
    public let decidedAt: Instant
    /// How many impressions the add-ons bring that were approved; absent for none.
    ///
    /// What a package of advertising's has is known there.
    public let impressions: Int64?
    /// Why it was rejected, for the service that owns its kind: of those of the desk `others` only.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        kind: RequestKind,
        decision: RequestDecision,
        decidedAt: Instant,
        impressions: Int64? = nil,
        reason: String? = nil
    ) {
        self.requestId = requestId
        self.kind = kind
        self.decision = decision
        self.decidedAt = decidedAt
        self.impressions = impressions
        self.reason = reason
    }
}
