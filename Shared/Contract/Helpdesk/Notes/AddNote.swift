public import OctopusContract

/// An operator writes something about a conversation for the other operators.
///
/// The customer is told nothing of it, by no read, list, news or event.
public enum AddNote: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/AddNote",
        .command,
        "Writes a note about a conversation for the partner's operators alone.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .endUserBlocked, .partnerSuspended, .tooManyNotes]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// What the others are to know.
        public let text: String

        /// Makes a request.
        public init(conversationId: ConversationID, text: String) {
            self.conversationId = conversationId
            self.text = text
        }
    }

    public struct Reply: Message {
        /// The note.
        public let noteId: NoteID
        /// When it was written.
        public let at: Instant

        /// Makes a reply.
        public init(noteId: NoteID, at: Instant) {
            self.noteId = noteId
            self.at = at
        }
    }
}

extension AddNote.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("text", \.text, HelpdeskLimits.messageText)
    ]
}

/// Removes a note: its author may, and an administrator.
public enum DeleteNote: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DeleteNote",
        .command,
        "Removes a note that the caller wrote, or any if an administrator asks.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .partnerSuspended]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// The note.
        public let noteId: NoteID

        /// Makes a request.
        public init(conversationId: ConversationID, noteId: NoteID) {
            self.conversationId = conversationId
            self.noteId = noteId
        }
    }
}

/// Lists the notes about a conversation, the oldest first.
public enum ListNotes: Method {
    public typealias Reply = Page<Note>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListNotes",
        .read,
        "Lists the notes about a conversation, the oldest first; who lost it reads no newer ones.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: PageRequest {
        /// The conversation.
        public let conversationId: ConversationID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.conversationId = conversationId
            self.after = after
            self.limit = limit
        }
    }
}

/// What an operator wrote about a conversation.
public struct Note: Message {
    /// Its identifier.
    public let id: NoteID
    /// When it was written.
    public let at: Instant
    /// Who wrote it.
    public let authorId: UserID
    /// What people call them.
    public let authorName: String?
    /// What it says.
    public let text: String

    /// Makes one from its fields.
    public init(id: NoteID, at: Instant, authorId: UserID, authorName: String?, text: String) {
        self.id = id
        self.at = at
        self.authorId = authorId
        self.authorName = authorName
        self.text = text
    }
}
