public import OctopusContract

/// Whether a partner may do business, as its tenant says.
///
/// Identity follows it: a suspended partner's sessions end, and its account tells its status.
public struct PartnerStandingChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/PartnerStandingChanged",
        .state,
        "Whether a partner may do business, as its tenant says."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// What the partner may do.
    public let status: PartnerStatus

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, status: PartnerStatus) {
        self.id = id
        self.version = version
        self.status = status
    }
}
