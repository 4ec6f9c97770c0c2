public import OctopusContract
public import struct FoundationEssentials.UUID

/// A conversation as it now is, without a word of it.
public struct ConversationChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/ConversationChanged",
        .state,
        "Where a conversation stands and who has it.",
        isForPrograms: true
    )

    /// Its identifier.
    public let id: ConversationID
    /// Rises with each step.
    public let version: Int64
    /// The channel.
    public let channelId: ChannelID
    /// Who writes from outside; absent for a visitor.
    public let endUserId: EndUserID?
    /// Who writes from outside without having logged in.
    public let visitorId: VisitorID?
    /// Where it stands.
    public let status: ConversationStatus
    /// Who has it.
    public let agentId: UserID?
    /// Whom it concerns: who writes, who has it or had it, and for whom it waits.
    public let concerns: [UUID]?

    /// Makes one from its fields.
    public init(
        id: ConversationID,
        version: Int64,
        channelId: ChannelID,
        endUserId: EndUserID?,
        visitorId: VisitorID?,
        status: ConversationStatus,
        agentId: UserID?,
        concerns: [UUID]?
    ) {
        self.id = id
        self.version = version
        self.channelId = channelId
        self.endUserId = endUserId
        self.visitorId = visitorId
        self.status = status
        self.agentId = agentId
        self.concerns = concerns
    }

    /// Those whom it concerns.
    public var audience: [UUID] { concerns ?? [] }
}
