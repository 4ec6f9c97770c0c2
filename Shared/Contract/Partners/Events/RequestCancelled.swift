public import OctopusContract

/// A request was taken back by its partner; the service that owns its kind acts on it, once a request.
public struct RequestCancelled: Event {
    public static let declaration = EventDeclaration(
        "partners.v1/RequestCancelled",
        .fact,
        "A request was taken back by its partner."
    )

    /// The request.
    public let requestId: RequestID
    /// What sort of request it was.
    public let kind: RequestKind
    /// When.
    public let cancelledAt: Instant

    /// Makes one from its fields.
    public init(requestId: RequestID, kind: RequestKind, cancelledAt: Instant) {
        self.requestId = requestId
        self.kind = kind
        self.cancelledAt = cancelledAt
    }
}
