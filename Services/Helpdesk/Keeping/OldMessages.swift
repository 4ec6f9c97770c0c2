import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusStore

extension WorkContext<HelpdeskEnvironment> {
    private static var slice: Int { 100 }

    /// Deletes what a conversation has had for too long, or a slice of it.
    ///
    /// - Returns: Whether that was all of it.
    func deleteOld(of record: ConversationRecord, keeping bounds: KeptFrom) throws -> Bool {
        if let files = bounds.files {
            let old = try MessageRecord.all(
                database,
                """
                SELECT * FROM messages WHERE conversation = ? AND file IS NOT NULL AND at < ?
                ORDER BY seq LIMIT ?
                """,
                [record.seq, files, Self.slice]
            )
            for message in old { try loseFile(of: message) }
            if !old.isEmpty { transaction.leaveNoTrace() }
            guard old.count < Self.slice else { return false }
        }
        guard let chats = bounds.chats, [.finished, .quiet].contains(record.status) else {
            return true
        }
        // Times rise with places: the oldest come first, and what follows a newer one is newer.
        let first = try MessageRecord.all(
            database,
            "SELECT * FROM messages WHERE conversation = ? ORDER BY seq LIMIT ?",
            [record.seq, Self.slice]
        )
        let old = first.prefix { $0.at < chats }
        guard !old.isEmpty else { return true }
        for message in old { try delete(message) }
        try forgetIndexedWords()
        guard old.count < Self.slice else { return false }
        try countUnread(of: record)
        transaction.leaveNoTrace()
        return true
    }

    private func loseFile(of message: MessageRecord) throws {
        try releaseFiles(of: .message(message.seq, of: message.conversation))
        try database.run(
            "UPDATE messages SET file = NULL, file_name = NULL WHERE id = ?",
            [message.id]
        )
    }

    /// What nobody can read any more does not wait to be read.
    private func countUnread(of record: ConversationRecord) throws {
        guard record.unread(by: .customer) + record.unread(by: .agent) > 0 else { return }
        try database.run(
            """
            UPDATE conversations SET
                customer_unread = (SELECT count(*) FROM messages
                    WHERE conversation = conversations.seq AND messages.seq > customer_read
                        AND side IN ('agent', 'partner')),
                operators_unread = (SELECT count(*) FROM messages
                    WHERE conversation = conversations.seq AND messages.seq > operators_read
                        AND side = 'customer')
            WHERE seq = ?
            """,
            [record.seq]
        )
    }
}
