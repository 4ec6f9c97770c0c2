public import OctopusContract

/// What a tenant decides of the chats of its partners.
public struct TenantChatPolicyChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/TenantChatPolicyChanged",
        .state,
        "What may be sent in the chats of a tenant's partners, and how long it is kept."
    )

    /// The tenant.
    public let id: TenantID
    /// Rises with each change.
    public let version: Int64
    /// What holds.
    public let terms: TenantChatTerms

    /// Makes one from its fields.
    public init(id: TenantID, version: Int64, terms: TenantChatTerms) {
        self.id = id
        self.version = version
        self.terms = terms
    }
}
