public import OctopusContract

/// A channel as it now is.
///
/// Of a suspended partner, or one whose package lacks channels, nobody sees any, whatever its status.
public struct ChannelChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "partners.v1/ChannelChanged",
        .state,
        "A channel of a partner as it now is."
    )

    /// Its identifier.
    public let id: ChannelID
    /// Rises with each change.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: ChannelTerms
    /// What may be done with it now.
    public let status: ChannelStatus

    /// Makes one from its fields.
    public init(id: ChannelID, version: Int64, terms: ChannelTerms, status: ChannelStatus) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}
