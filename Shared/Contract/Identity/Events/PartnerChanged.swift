public import OctopusContract

/// A partner's account as it now is.
public struct PartnerChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/PartnerChanged",
        .state,
        "A partner's account as it now is."
    )

    /// Its identifier.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// What may be done with it now.
    public let status: PartnerStatus

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, name: String, status: PartnerStatus) {
        self.id = id
        self.version = version
        self.name = name
        self.status = status
    }
}
