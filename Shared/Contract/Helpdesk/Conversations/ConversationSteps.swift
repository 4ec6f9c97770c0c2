public import OctopusContract

// What can be done with a conversation:
//
//            a message of the end user        take
//     quiet ───────────────────────▶ unanswered ──▶ active ──▶ finished
//                                        ▲  release, │            │
//                                        │  silence  │            │ a message of the end user:
//                                        ├───────────┘            │ to the last agent if there and with
//                                        └────────────────────────┘ room, else to the queue

/// An operator takes a conversation: of two at once exactly one gets it.
///
/// Who has it already has it once more; everybody else is told who has it.
public enum TakeConversation: Method {
    public typealias Request = ConversationChoice
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/TakeConversation",
        .command,
        "An operator takes a conversation, unless another has it.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .conversationTaken, .operatorFull, .partnerSuspended]
    )
}

/// An operator gives a conversation back to the queue.
public enum ReleaseConversation: Method {
    public typealias Request = ConversationChoice
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReleaseConversation",
        .command,
        "Gives a conversation back to the queue, behind those that wait.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .conversationTaken, .wrongState, .partnerSuspended]
    )
}

/// An operator gives a conversation to another.
public enum TransferConversation: Method {
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/TransferConversation",
        .command,
        "Gives a conversation to another operator who is there and has room.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [
            .notAnOperator, .conversationTaken, .operatorFull, .operatorAway, .wrongState,
            .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// Which one.
        public let conversationId: ConversationID
        /// Who shall have it.
        public let agentId: UserID

        /// Makes a request.
        public init(conversationId: ConversationID, agentId: UserID) {
            self.conversationId = conversationId
            self.agentId = agentId
        }
    }
}

/// An operator closes a conversation; a line in the thread says so.
public enum FinishConversation: Method {
    public typealias Request = ConversationChoice
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/FinishConversation",
        .command,
        "Closes a conversation; a line in the thread says so.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .conversationTaken, .wrongState, .partnerSuspended]
    )
}
