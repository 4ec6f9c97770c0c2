public import OctopusContract

/// Whether a channel's chat is on.
public struct ChatSettingsChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/ChatSettingsChanged",
        .state,
        "Whether the chat of a channel is on."
    )

    /// The channel.
    public let id: ChannelID
    /// Rises with each change.
    public let version: Int64
    /// Whether the partner has enabled it.
    public let isEnabled: Bool

    /// Makes one from its fields.
    public init(id: ChannelID, version: Int64, isEnabled: Bool) {
        self.id = id
        self.version = version
        self.isEnabled = isEnabled
    }
}

/// How a partner's operators share their conversations.
public struct ChatPolicyChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/ChatPolicyChanged",
        .state,
        "How a partner's operators share their conversations."
    )

    /// The partner.
    public let id: PartnerID
    /// Rises with each change.
    public let version: Int64
    /// What holds.
    public let terms: ChatPolicyTerms

    /// Makes one from its fields.
    public init(id: PartnerID, version: Int64, terms: ChatPolicyTerms) {
        self.id = id
        self.version = version
        self.terms = terms
    }
}

/// How an operator is there; told when it changes, and not with each heartbeat.
public struct PresenceChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/PresenceChanged",
        .state,
        "How a chat operator is there."
    )

    /// The operator.
    public let id: UserID
    /// Rises with each change.
    public let version: Int64
    /// What holds.
    public let state: PresenceState

    /// Makes one from its fields.
    public init(id: UserID, version: Int64, state: PresenceState) {
        self.id = id
        self.version = version
        self.state = state
    }
}
