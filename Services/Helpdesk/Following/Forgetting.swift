import GRDB
import OctopusFiles
import OctopusServiceKit
import OctopusStore

/// Deletes what was written in the conversations of erased end users, slice by slice.
///
/// The conversations stay, without a word and without a name, for what is counted of them. A trigger notes
/// which they are, and what changes the end user's row wakes the job.
enum Forgetting {
    static let job = "forgetting"
    private static let slice = 200

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let conversation = try Int64.one(
            database,
            "SELECT conversation FROM forgetting LIMIT 1",
            []
        )
        guard let conversation else { return .idle }
        let messages = try MessageRecord.all(
            database,
            "SELECT * FROM messages WHERE conversation = ? ORDER BY seq LIMIT ?",
            [conversation, slice]
        )
        let isWhole = try context.each(messages) { message in
            try context.delete(message)
        }
        if isWhole, messages.count < slice {
            try Annotations.erase(from: conversation, in: database)
            try context.forgetIndexedWords()
            try database.run("DELETE FROM forgetting WHERE conversation = ?", [conversation])
            context.transaction.leaveNoTrace()
        }
        return .again
    }
}

extension Emitting {
    /// Deletes a message with its place, its file and its words.
    func delete(_ message: MessageRecord) throws {
        if message.file != nil {
            try releaseFiles(of: .message(message.seq, of: message.conversation))
        }
        try HistoryIndex.forget(message, in: database)
        try database.run("DELETE FROM messages WHERE id = ?", [message.id])
    }
}
