public import OctopusContract
public import struct FoundationEssentials.UUID

/// Operators wrote something about a conversation for each other: a note or a tag.
///
/// It concerns operators alone, and has no word of what was written.
public struct ConversationAnnotated: Event {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/ConversationAnnotated",
        .fact,
        "Operators wrote a note about a conversation, or changed its tags.",
        isForPrograms: true
    )

    /// The conversation.
    public let conversationId: ConversationID
    /// The operators whom it concerns.
    public let concerns: [UUID]

    /// Makes one from its fields.
    public init(conversationId: ConversationID, concerns: [UUID]) {
        self.conversationId = conversationId
        self.concerns = concerns
    }

    /// Those whom it concerns.
    public var audience: [UUID] { concerns }
}
