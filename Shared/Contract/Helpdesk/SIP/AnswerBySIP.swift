public import OctopusContract

/// Writes into a conversation as an operator whose SIP client sent it; who has none of it yet takes it.
///
/// The bridge to SIP has checked the operator's digest. All else is as if the operator had called
/// `TakeConversation`, unless they have it, and `PostMessage`.
public enum AnswerBySIP: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/AnswerBySIP",
        .command,
        "Writes into a conversation as an operator, who takes it unless another has it; for the "
            + "bridge to SIP alone.",
        access: .anyOf(.installation),
        routing: .partner,
        reasons: [
            .notAnOperator, .conversationTaken, .operatorFull, .wrongState, .chatDisabled,
            .partnerSuspended, .clientIdReused,
        ]
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID
        /// The conversation.
        public let conversationId: ConversationID
        /// What the client calls the message: the same for a repetition, another for another.
        public let clientId: String
        /// What is written.
        public let text: String

        /// Makes a request.
        public init(
            userId: UserID,
            conversationId: ConversationID,
            clientId: String,
            text: String
        ) {
            self.userId = userId
            self.conversationId = conversationId
            self.clientId = clientId
            self.text = text
        }
    }

    public struct Reply: Message {
        /// The message's place.
        public let seq: Int64
        /// When it came.
        public let at: Instant

        /// Makes a reply.
        public init(seq: Int64, at: Instant) {
            self.seq = seq
            self.at = at
        }
    }
}

extension AnswerBySIP.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("clientId", \.clientId, HelpdeskLimits.clientID),
        .text("text", \.text, HelpdeskLimits.messageText),
    ]
}

/// Tells what people call an operator, for who came too late: refusals tell the id alone, since they are kept.
public enum NameSIPOperator: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/NameSIPOperator",
        .read,
        "Tells what people call an operator, for the bridge to SIP alone.",
        access: .anyOf(.installation),
        routing: .partner
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID

        /// Makes a request.
        public init(userId: UserID) {
            self.userId = userId
        }
    }

    public struct Reply: Message {
        /// What people call them; absent for who is none of the partner's.
        public let name: String?

        /// Makes a reply.
        public init(name: String?) {
            self.name = name
        }
    }
}

/// Says that operators are there, since their SIP clients are registered; it ends unless it is said again.
///
/// What an operator has chosen otherwise (busy, away) while they are there by it stays.
public enum KeepSIPPresence: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/KeepSIPPresence",
        .command,
        "Says that operators are there by their SIP clients, for some time.",
        access: .anyOf(.installation),
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.partnerSuspended]
    )

    /// How many operators one call names at most.
    public static let mostUsers = 100

    public struct Request: Message {
        /// The operators; who is none of the partner's does not count.
        public let userIds: [UserID]

        /// Makes a request.
        public init(userIds: [UserID]) {
            self.userIds = userIds
        }
    }
}
