import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// The words of messages, each once for everybody who may search for it: for the partner, whose
/// administrators see all, and for each operator who has or had the conversation.
///
/// So the index knows who may see what, and a word of which somebody may see nothing costs them nothing. It
/// is kept by a job, a moment after the messages: what an index of words costs in each commit would be more
/// than the message itself, and who takes a long conversation finds all of it.
enum HistoryIndex {
    static let job = "history"
    /// So long after the first of them, messages are indexed together: a transaction for each would be a
    /// tenth of what a message costs.
    static let restMilliseconds: Int64 = 500
    private static let ranges = 200
    private static let messages = 100

    /// Whose search finds a word: 0 while nothing was indexed for them.
    static func scope(of owner: UUID, in database: Database) throws -> Int64 {
        try Int64.one(database, "SELECT id FROM search_scopes WHERE owner = ?", [owner]) ?? 0
    }

    /// What a message has in the index beside its words, to look through one conversation.
    static func word(ofConversation number: Int64) -> String { "c:\(number)" }

    static func word(_ word: String, in scope: Int64) -> String { "\(scope):\(word)" }

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let changed = try ChangedRange.all(
            database,
            "SELECT * FROM unindexed ORDER BY conversation, from_seq LIMIT ?",
            [ranges]
        )
        let isWhole = try context.each(changed) { try index($0, in: database) }
        let isMore = try database.exists("SELECT 1 FROM unindexed LIMIT 1")
        return isWhole && !isMore ? .idle : .again
    }

    /// Messages of a conversation that the index does not have as they are.
    private struct ChangedRange: StoredRecord {
        static let databaseTableName = "unindexed"

        let conversation: Int64
        let fromSeq: Int64
        let toSeq: Int64
    }

    /// Indexes some messages of a range, and leaves the rest of it.
    private static func index(_ range: ChangedRange, in database: Database) throws {
        let found = try MessageRecord.all(
            database,
            """
            SELECT * FROM messages WHERE conversation = ? AND seq >= ? AND seq <= ?
            ORDER BY seq LIMIT ?
            """,
            [range.conversation, range.fromSeq, range.toSeq, messages]
        )
        let readers = try Readers(of: range.conversation, in: database)
        for message in found { try index(message, for: readers, in: database) }
        try database.run(
            "DELETE FROM unindexed WHERE conversation = ? AND from_seq = ?",
            [range.conversation, range.fromSeq]
        )
        guard found.count == messages, let last = found.last, last.seq < range.toSeq else { return }
        try note(last.seq + 1...range.toSeq, of: range.conversation, in: database)
    }

    private static func index(
        _ message: MessageRecord,
        for readers: Readers,
        in database: Database
    ) throws {
        try forget(message, in: database)
        let words = HistoryWords(of: message.searched).words
        guard !words.isEmpty else { return }
        var indexed = [word(ofConversation: message.conversation)]
        for scope in readers.scopes(of: message.seq) {
            indexed += words.map { word($0, in: scope) }
        }
        try database.run(
            "INSERT INTO message_words (rowid, words) VALUES (?, ?)",
            [message.id, indexed.joined(separator: " ")]
        )
    }

    /// Who finds the messages of a conversation.
    private struct Readers {
        private let partner: Int64
        private let agents: [(scope: Int64, upTo: Int64)]

        init(of conversation: Int64, in database: Database) throws {
            let owner = try UUID.one(
                database,
                "SELECT partner FROM conversations WHERE seq = ?",
                [conversation]
            )
            partner = try owner.map { try HistoryIndex.newScope(of: $0, in: database) } ?? 0
            agents = try Row.all(
                database,
                "SELECT agent, until_seq FROM holdings WHERE conversation = ?",
                [conversation]
            ).map { row -> (scope: Int64, upTo: Int64) in
                let upTo: Int64? = row[1]
                return (try HistoryIndex.newScope(of: row[0], in: database), upTo ?? .max)
            }
        }

        func scopes(of seq: Int64) -> [Int64] {
            [partner] + agents.filter { seq <= $0.upTo }.map(\.scope)
        }
    }

    private static func newScope(of owner: UUID, in database: Database) throws -> Int64 {
        try database.run("INSERT OR IGNORE INTO search_scopes (owner) VALUES (?)", [owner])
        return try scope(of: owner, in: database)
    }

    /// Notes messages that are to be indexed, or not any more.
    fileprivate static func note(
        _ range: ClosedRange<Int64>,
        of conversation: Int64,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO unindexed (conversation, from_seq, to_seq) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET to_seq = max(to_seq, excluded.to_seq)
            """,
            [conversation, range.lowerBound, range.upperBound]
        )
    }

    /// Takes the words of a message out of the index, as its row goes.
    static func forget(_ message: MessageRecord, in database: Database) throws {
        try database.run("DELETE FROM message_words WHERE rowid = ?", [message.id])
    }
}

extension Emitting {
    /// Messages were written or changed, or somebody else may see them: a moment later they are found so.
    func indexMessages(_ range: ClosedRange<Int64>, of conversation: Int64) throws {
        try HistoryIndex.note(range, of: conversation, in: database)
        try wake(HistoryIndex.job, at: now.adding(milliseconds: HistoryIndex.restMilliseconds))
    }
}

/// Removes from the file what deleted words have left in it.
///
/// FTS5 notes a deletion in front of what was written before, and drops both when it merges them.
enum HistoryMerge {
    static let job = "history.merge"
    /// Within a day; what else is deleted until then is removed with it.
    static let waitMilliseconds: Int64 = 12 * 3_600_000
    private static let pages = 16

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let isBegun = try database.exists("SELECT 1 FROM history_merge")
        if !isBegun { try database.run("INSERT INTO history_merge (is_begun) VALUES (1)") }
        let before = database.totalChangesCount
        // A negative number makes one task of all that there is; positive ones go on with it.
        try database.run(
            "INSERT INTO message_words (message_words, rank) VALUES ('merge', ?)",
            [isBegun ? pages : -pages]
        )
        if database.totalChangesCount - before >= 2 { return .again }
        try database.run("DELETE FROM history_merge")
        context.transaction.leaveNoTrace()
        return .idle
    }
}

extension Emitting {
    /// Words were taken out of the index for good.
    func forgetIndexedWords() throws {
        try wake(HistoryMerge.job, at: now.adding(milliseconds: HistoryMerge.waitMilliseconds))
    }
}
