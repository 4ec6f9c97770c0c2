public import OctopusContract

/// A point type as it now is.
public struct PointTypeChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointTypeChanged",
        .state,
        "A point type as it now is."
    )

    /// Its identifier.
    public let id: PointTypeID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// How long points can be used after they were earned; absent: for ever.
    public let validity: Validity?
    /// So many days before points expire, their holder is told.
    public let expiryNoticeDays: Int64?
    /// What they are told.
    public let expiryMessage: String?
    /// How many points a purchase gives; absent: awards name their points.
    public let rate: PointRate?
    /// The partner's channels that it is for, at most 20; absent: for all.
    public let channelIds: [ChannelID]?
    /// What may be done with it now.
    public let status: PointTypeStatus

    /// Makes one from its fields.
    public init(
        id: PointTypeID,
        version: Int64,
        name: String,
        validity: Validity? = nil,
        expiryNoticeDays: Int64? = nil,
        expiryMessage: String? = nil,
        rate: PointRate? = nil,
        channelIds: [ChannelID]? = nil,
        status: PointTypeStatus
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.validity = validity
        (self.expiryNoticeDays, self.expiryMessage) = (expiryNoticeDays, expiryMessage)
        (self.rate, self.channelIds) = (rate, channelIds)
        self.status = status
    }
}
