import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// A note as it lies in the database.
private struct NoteRecord: StoredRecord {
    static let databaseTableName = "notes"

    let id: NoteID
    /// The conversation's number.
    let conversation: Int64
    let author: UserID
    let at: Instant
    /// The last message then.
    let afterSeq: Int64
    let text: String
}

/// The notes that somebody may read of a conversation.
enum Notes {
    /// What was written before they lost it; all of them if they have not.
    static func lastSeq(for seen: SeenConversation) -> Int64 {
        seen.isWhole ? .max : seen.upTo - 1
    }

    /// How many they are; nil for the customer.
    static func count(for seen: SeenConversation, in database: Database) throws -> Int64? {
        guard seen.participant.side == .agent else { return nil }
        return try Int64.one(
            database,
            "SELECT count(*) FROM notes WHERE conversation = ? AND after_seq <= ?",
            [seen.record.seq, lastSeq(for: seen)]
        )
    }
}

extension AddNote: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let text = try FieldRules.text(request.text, "text", HelpdeskLimits.messageText)
        let (record, agent) = try context.annotated(request.conversationId)
        let count = try Int64.one(
            context.database,
            "SELECT count(*) FROM notes WHERE conversation = ?",
            [record.seq]
        )
        guard count ?? 0 < HelpdeskLimits.notes else { throw Refusal(.tooManyNotes) }
        let note = NoteRecord(
            id: context.newID(),
            conversation: record.number,
            author: agent.id,
            at: context.now,
            afterSeq: record.lastSeq,
            text: text
        )
        try note.store(in: context.database)
        try context.tellAnnotated(record)
        return Reply(noteId: note.id, at: note.at)
    }
}

extension DeleteNote: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let (record, agent) = try context.annotated(request.conversationId)
        let note = try NoteRecord.one(
            context.database,
            "SELECT * FROM notes WHERE id = ? AND conversation = ?",
            [request.noteId, record.seq]
        )
        guard let note, agent.isAdministrator || note.author == agent.id else {
            throw Refusal(.notFound)
        }
        try context.database.run("DELETE FROM notes WHERE id = ?", [note.id])
        try context.tellAnnotated(record)
        return Empty()
    }
}

extension ListNotes: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Note> {
        _ = try context.caller.requireOperator()
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: context.database
        )
        var list = ListQuery(of: NoteRecord.self, by: "id")
        list.filter("conversation", seen.record.number)
        list.filter("after_seq", from: nil, to: seen.isWhole ? nil : seen.upTo)
        var names = OperatorNames()
        return try page(list, of: request, in: context, as: NoteRecord.self) { note in
            Note(
                id: note.id,
                at: note.at,
                authorId: note.author,
                authorName: try names.name(of: note.author, in: context.database),
                text: note.text
            )
        }
    }
}
