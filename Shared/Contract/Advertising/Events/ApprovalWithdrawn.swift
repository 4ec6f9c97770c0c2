public import OctopusContract
public import OctopusPartnersContract

/// What a partner wanted the tenant's approval for is wanted no longer; the request leaves the desk.
public struct ApprovalWithdrawn: Event {
    public static let declaration = EventDeclaration(
        "advertising.v1/ApprovalWithdrawn",
        .fact,
        "What a partner wanted the tenant's approval for is wanted no longer."
    )

    /// The request.
    public let requestId: RequestID
    /// What sort of request it is.
    public let kind: RequestKind

    /// Makes one from its fields.
    public init(requestId: RequestID, kind: RequestKind) {
        self.requestId = requestId
        self.kind = kind
    }
}
