public import OctopusContract

/// Reads a conversation as a text or as a file for spreadsheets, part by part.
///
/// It has what the caller may read, in the tenant's time.
public enum ReadTranscript: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadTranscript",
        .read,
        "Reads what the caller may read of a conversation, as a text or as CSV, part by part.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// As what it is read.
        public let format: TranscriptFormat
        /// The `next` of the part before; absent for the first.
        public let after: Int64?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            format: TranscriptFormat = .text,
            after: Int64? = nil
        ) {
            self.conversationId = conversationId
            self.format = format
            self.after = after
        }
    }

    public struct Reply: Message {
        /// Some of it; the parts one after the other are all of it.
        public let part: String
        /// What the next part is asked with; absent: this was the last.
        public let next: Int64?

        /// Makes a reply.
        public init(part: String, next: Int64?) {
            self.part = part
            self.next = next
        }
    }
}

extension ReadTranscript.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("after", \.after, HelpdeskLimits.seq)
    ]
}

/// As what a conversation is read.
public enum TranscriptFormat: String, Codable, Sendable, CaseIterable {
    /// A line for each message, or more if it has more.
    case text
    /// A file that a spreadsheet opens and of which it runs nothing.
    case csv
}
