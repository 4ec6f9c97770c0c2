public import OctopusContract

/// A request as it now is.
public struct RequestChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/RequestChanged",
        .state,
        "A request to a tenant as it now is."
    )

    /// Its identifier.
    public let id: RequestID
    /// Rises with each change.
    public let version: Int64
    /// What sort of request it is.
    public let kind: RequestKind
    /// What has become of it.
    public let status: RequestStatus
    /// What was asked for, with its price then.
    public let items: [RequestedItem]
    /// Who decided or cancelled it.
    public let decidedById: UserID?

    /// Makes one from its fields.
    public init(
        id: RequestID,
        version: Int64,
        kind: RequestKind,
        status: RequestStatus,
        items: [RequestedItem],
        decidedById: UserID? = nil
    ) {
        self.id = id
        self.version = version
        self.kind = kind
        self.status = status
        self.items = items
        self.decidedById = decidedById
    }
}
