public import OctopusContract

/// Lists the prepared answers by their topics, and those of a topic by their titles.
public enum ListCannedResponses: Method {
    public typealias Reply = Page<CannedResponse>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListCannedResponses",
        .read,
        "Lists the prepared answers by topic and title.",
        access: .anyOf(.partnerUser(.cannedResponses, .view), .partnerUser(.chat, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this topic.
        public let topic: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(topic: String? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.topic = topic
            self.after = after
            self.limit = limit
        }
    }
}

extension ListCannedResponses.Request {
    public static let limits: [FieldLimit<Self>] = [
        .pageRows, .text("topic", \.topic, HelpdeskLimits.cannedName),
    ]
}

/// Finds prepared answers while an operator types.
///
/// First come those whose short code begins with it, then those whose title has it, then those whose body
/// has it; case and accents make no difference.
public enum FindCannedResponses: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/FindCannedResponses",
        .read,
        "Finds prepared answers: by the beginning of the short code, then within titles, then bodies.",
        access: .anyOf(.partnerUser(.cannedResponses, .view), .partnerUser(.chat, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// What was typed.
        public let search: String
        /// How many at most.
        public let limit: Int64?

        /// Makes a request.
        public init(search: String, limit: Int64? = nil) {
            self.search = search
            self.limit = limit
        }
    }

    public struct Reply: Message {
        /// The best first.
        public let found: [CannedResponse]

        /// Makes a reply.
        public init(found: [CannedResponse]) {
            self.found = found
        }
    }
}

extension FindCannedResponses.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("search", \.search, HelpdeskLimits.cannedName),
        .number(
            "limit",
            \.limit,
            HelpdeskLimits.foundCannedResponses,
            standard: HelpdeskLimits.standardFoundCannedResponses
        ),
    ]
}

/// Says what a prepared answer is in a conversation, so that it can be posted as it is or changed first.
///
/// The variables are filled in one pass: what stands in a name is never filled again. It is a read, since
/// its text has names, and replies of commands are kept.
public enum FillCannedResponse: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/FillCannedResponse",
        .read,
        "Says a prepared answer with the names of a conversation, ready for `PostMessage`.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .notInPackage]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// Which answer; this or the short code.
        public let cannedResponseId: CannedResponseID?
        /// What the operator typed for it.
        public let shortCode: String?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            cannedResponseId: CannedResponseID? = nil,
            shortCode: String? = nil
        ) {
            self.conversationId = conversationId
            self.cannedResponseId = cannedResponseId
            self.shortCode = shortCode
        }
    }

    public struct Reply: Message {
        /// What can be posted.
        public let text: String

        /// Makes a reply.
        public init(text: String) {
            self.text = text
        }
    }
}

extension FillCannedResponse.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("shortCode", \.shortCode, HelpdeskLimits.shortCode)
    ]
}
