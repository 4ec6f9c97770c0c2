public import OctopusContract

/// Which operators get by mail what is left while nobody is there.
public struct OfflinePolicyChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/OfflinePolicyChanged",
        .state,
        "Which operators get by mail what is left while nobody is there."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// The chosen ones; none: all administrators.
    public let operatorIds: [UserID]

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, operatorIds: [UserID]) {
        self.id = id
        self.version = version
        self.operatorIds = operatorIds
    }
}
