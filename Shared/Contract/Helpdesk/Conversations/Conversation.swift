public import OctopusContract

/// A conversation as one who may read it sees it.
public struct Conversation: Message {
    /// Its identifier.
    public let id: ConversationID
    /// Rises with each step.
    public let version: Int64
    /// Whose channel it is with.
    public let partnerId: PartnerID
    /// The channel.
    public let channelId: ChannelID
    /// What the channel is called.
    public let channelName: String
    /// Who writes from outside; absent for a visitor.
    public let endUserId: EndUserID?
    /// Who writes from outside without having logged in.
    public let visitorId: VisitorID?
    /// What people call the end user, for operators.
    public let name: String?
    /// Where it stands.
    public let status: ConversationStatus
    /// Who has it while it is active.
    public let agentId: UserID?
    /// Who closed it, while it is finished.
    public let finishedBy: UserID?
    /// What people call that agent: the one who has it, or who closed it.
    public let agentName: String?
    /// Since when it waits for an operator.
    public let waitingSinceAt: Instant?
    /// How many wait before it, and itself; absent unless it is unanswered.
    public let queuePosition: Int64?
    /// The last message that the caller may read; 0: there is none.
    public let lastSeq: Int64
    /// How many messages of the other side the caller's side has not read.
    public let unread: Int64
    /// Up to where either side has got and read the messages.
    public let marks: ConversationMarks
    /// Whether the caller can write now.
    public let isOpen: Bool
    /// How many notes there are that the operator may read; absent for the customer.
    public let notes: Int64?
    /// The operators' words for it, by the alphabet; absent for the customer.
    public let tags: [String]?
    /// When the first message came, or the conversation was opened.
    public let openedAt: Instant
    /// When the last message or step came.
    public let changedAt: Instant

    /// Makes one from its fields.
    public init(
        id: ConversationID,
        version: Int64,
        partnerId: PartnerID,
        channelId: ChannelID,
        channelName: String,
        endUserId: EndUserID?,
        visitorId: VisitorID?,
        name: String?,
        status: ConversationStatus,
        agentId: UserID?,
        finishedBy: UserID?,
        agentName: String?,
        waitingSinceAt: Instant?,
        queuePosition: Int64?,
        lastSeq: Int64,
        unread: Int64,
        marks: ConversationMarks,
        isOpen: Bool,
        notes: Int64?,
        tags: [String]?,
        openedAt: Instant,
        changedAt: Instant
    ) {
        self.id = id
        self.version = version
        self.partnerId = partnerId
        self.channelId = channelId
        self.channelName = channelName
        self.endUserId = endUserId
        self.visitorId = visitorId
        self.name = name
        self.status = status
        self.agentId = agentId
        self.finishedBy = finishedBy
        self.agentName = agentName
        self.waitingSinceAt = waitingSinceAt
        self.queuePosition = queuePosition
        self.lastSeq = lastSeq
        self.unread = unread
        self.marks = marks
        self.isOpen = isOpen
        self.notes = notes
        self.tags = tags
        self.openedAt = openedAt
        self.changedAt = changedAt
    }
}

/// Where a conversation stands.
public enum ConversationStatus: String, Codable, Sendable, CaseIterable {
    /// Nobody has asked anything yet: it was opened, or a message to many came.
    case quiet
    /// It waits for any of the operators.
    case unanswered
    /// One operator has it.
    case active
    /// An operator has closed it; the next message of the end user opens it again.
    case finished
}

/// Up to where the messages of a conversation have come and were read; they only rise.
public struct ConversationMarks: Message {
    /// What has come to the end user.
    public let customerDelivered: Int64
    /// What the end user has read.
    public let customerRead: Int64
    /// What has come to the operators.
    public let operatorsDelivered: Int64
    /// What the operators have read.
    public let operatorsRead: Int64

    /// Makes marks.
    public init(
        customerDelivered: Int64 = 0,
        customerRead: Int64 = 0,
        operatorsDelivered: Int64 = 0,
        operatorsRead: Int64 = 0
    ) {
        self.customerDelivered = customerDelivered
        self.customerRead = customerRead
        self.operatorsDelivered = operatorsDelivered
        self.operatorsRead = operatorsRead
    }
}

/// What became of a conversation by a step; without a name, since it is kept for repetitions.
public struct ConversationStanding: Message {
    /// Which one.
    public let conversationId: ConversationID
    /// Its version now.
    public let version: Int64
    /// Where it stands now.
    public let status: ConversationStatus
    /// Who has it.
    public let agentId: UserID?
    /// Its last message.
    public let lastSeq: Int64

    /// Makes one from its fields.
    public init(
        conversationId: ConversationID,
        version: Int64,
        status: ConversationStatus,
        agentId: UserID?,
        lastSeq: Int64
    ) {
        self.conversationId = conversationId
        self.version = version
        self.status = status
        self.agentId = agentId
        self.lastSeq = lastSeq
    }
}
