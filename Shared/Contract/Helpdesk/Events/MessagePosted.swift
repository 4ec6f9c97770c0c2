public import OctopusContract
public import struct FoundationEssentials.UUID

/// A message came into a conversation; what it says stands in helpdesk alone.
public struct MessagePosted: Event {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/MessagePosted",
        .fact,
        "A message came into a conversation; a push service tells whom it is for.",
        isForPrograms: true
    )

    /// The conversation.
    public let conversationId: ConversationID
    /// The message's place.
    public let seq: Int64
    /// The channel.
    public let channelId: ChannelID
    /// On which side it was written.
    public let side: MessageSide
    /// What it is.
    public let kind: MessageKind
    /// Whom it concerns.
    public let concerns: [UUID]
    /// The end user who is to be told, unless they muted the channel.
    public let tells: EndUserID?

    /// Makes one from its fields.
    public init(
        conversationId: ConversationID,
        seq: Int64,
        channelId: ChannelID,
        side: MessageSide,
        kind: MessageKind,
        concerns: [UUID],
        tells: EndUserID?
    ) {
        self.conversationId = conversationId
        self.seq = seq
        self.channelId = channelId
        self.side = side
        self.kind = kind
        self.concerns = concerns
        self.tells = tells
    }

    /// Those whom it concerns.
    public var audience: [UUID] { concerns }
}

/// A message was edited or deleted.
public struct MessageRevised: Event {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/MessageRevised",
        .fact,
        "A message was edited or deleted.",
        isForPrograms: true
    )

    /// The conversation.
    public let conversationId: ConversationID
    /// The message's place.
    public let seq: Int64
    /// Whether it was deleted.
    public let isDeleted: Bool
    /// Whom it concerns.
    public let concerns: [UUID]

    /// Makes one from its fields.
    public init(conversationId: ConversationID, seq: Int64, isDeleted: Bool, concerns: [UUID]) {
        self.conversationId = conversationId
        self.seq = seq
        self.isDeleted = isDeleted
        self.concerns = concerns
    }

    /// Those whom it concerns.
    public var audience: [UUID] { concerns }
}

/// Messages have come to a side, or it has read them.
public struct MessagesMarked: Event {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/MessagesMarked",
        .fact,
        "Messages have come to one side of a conversation, or it has read them.",
        isForPrograms: true
    )

    /// The conversation.
    public let conversationId: ConversationID
    /// What holds now.
    public let marks: ConversationMarks
    /// Whom it concerns.
    public let concerns: [UUID]

    /// Makes one from its fields.
    public init(conversationId: ConversationID, marks: ConversationMarks, concerns: [UUID]) {
        self.conversationId = conversationId
        self.marks = marks
        self.concerns = concerns
    }

    /// Those whom it concerns.
    public var audience: [UUID] { concerns }
}
