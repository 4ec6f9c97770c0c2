public import OctopusContract

/// A campaign as it now is.
public struct CampaignChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/CampaignChanged",
        .state,
        "A campaign as it now is."
    )

    /// Its identifier.
    public let id: CampaignID
    /// Rises with each change.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: CampaignTerms
    /// Where it stands.
    public let status: CampaignStatus
    /// Why it is paused.
    public let pausedFor: CampaignPause?
    /// Its ads that may be shown.
    public let shownAdIds: [AdID]

    /// Makes one from its fields.
    public init(
        id: CampaignID,
        version: Int64,
        terms: CampaignTerms,
        status: CampaignStatus,
        pausedFor: CampaignPause?,
        shownAdIds: [AdID]
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.pausedFor = pausedFor
        self.shownAdIds = shownAdIds
    }
}
