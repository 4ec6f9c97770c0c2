import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusServiceKit

extension FileOwner.Kind {
    static let broadcast = Self("broadcast")
}

extension FileOwner {
    fileprivate static func broadcast(_ id: BroadcastID) -> FileOwner {
        FileOwner(.broadcast, id.uuid)
    }
}

extension Emitting {
    /// The broadcast has its file for all who get it: they need no claims of their own.
    func claimFile(of record: BroadcastRecord, from uploads: FileSpace) throws {
        try claimFiles(
            record.file.map { [$0] } ?? [],
            for: .broadcast(record.id),
            in: uploads,
            as: .media,
            path: "terms.fileId"
        )
    }

    /// A broadcast's file is shown no longer.
    func loseFile(of record: BroadcastRecord) throws {
        var record = record
        record.loseFile()
        try releaseFiles(of: .broadcast(record.id))
        try storeNext(of: record)
    }
}

extension WorkContext<HelpdeskEnvironment> {
    private static var slice: Int { 100 }

    /// Takes the files from a tenant's broadcasts that came to the last one too long ago, or from a slice of them.
    ///
    /// - Returns: Whether that was all of them.
    func loseFiles(ofBroadcasts tenant: TenantID, keeping bounds: KeptFrom) throws -> Bool {
        // Without days of their own they go as the chats do in which they were shown.
        guard let bound = bounds.files ?? bounds.chats else { return true }
        let old = try BroadcastRecord.all(
            database,
            """
            SELECT * FROM broadcasts WHERE tenant = ? AND file IS NOT NULL AND ended_at < ?
            ORDER BY ended_at LIMIT ?
            """,
            [tenant, bound, Self.slice]
        )
        return try each(old) { try loseFile(of: $0) } && old.count < Self.slice
    }
}

/// Who reads the file of a broadcast.
enum BroadcastFiles {
    /// Who sees the partner's broadcasts, the tenant that is to approve it, and those in whose chats it is.
    static let rule: FileRule = { caller, owner, database in
        let record = try BroadcastRecord.one(
            database,
            "SELECT * FROM broadcasts WHERE id = ? AND partner = ?",
            [owner, caller.requirePartner()]
        )
        guard let record else { return false }
        if caller.isOfTenant { return record.isForTenant }
        if caller.seesBroadcasts { return true }
        return switch try? caller.participant() {
        case .customer(.endUser(let id)): try record.hasCome(to: id, in: database)
        case .agent(let agent): try record.isSeen(by: agent, in: database)
        case .customer(.visitor), nil: false
        }
    }
}

extension BroadcastRecord {
    /// Whether the tenant was asked to approve it, and so is to see all of it.
    fileprivate var isForTenant: Bool {
        reach == .everybody && status != .draft && status != .cancelled
    }

    fileprivate func hasCome(to endUser: EndUserID, in database: Database) throws -> Bool {
        try isSeen(
            by: .customer(.endUser(endUser)),
            in: Self.chats,
            where: "conversations.end_user = ? AND conversations.partner = ?",
            [endUser, partner],
            database
        )
    }

    /// Whether it is in a conversation that an operator sees, up to where they see it.
    fileprivate func isSeen(by agent: CallingOperator, in database: Database) throws -> Bool {
        if agent.isAdministrator {
            return try database.exists(
                "SELECT 1 FROM messages WHERE \(Self.isIt) LIMIT 1",
                [number]
            )
        }
        let hasIt = try isSeen(
            by: .agent(agent),
            in: """
                holdings CROSS JOIN messages ON messages.conversation = holdings.conversation
                CROSS JOIN conversations ON conversations.seq = holdings.conversation
                """,
            where: """
                holdings.agent = ? AND messages.seq <= coalesce(holdings.until_seq, messages.seq)
                """,
            [agent.id],
            database
        )
        if hasIt { return true }
        let rules = try Routing.rules(of: agent.id, in: database)
        let names = rules.map { _ in "?" }.joined(separator: ", ")
        return try isSeen(
            by: .agent(agent),
            in: Self.chats,
            where: """
                conversations.partner = ? AND conversations.status = 'unanswered'
                AND (conversations.rule IS NULL OR conversations.rule IN (\(names)))
                """,
            StatementArguments([partner.databaseValue] + rules.map(\.databaseValue)),
            database
        )
    }

    /// An SQL condition: a message is this broadcast, which is given by its number, with its file.
    private static let isIt = """
        messages.broadcast = ? AND messages.kind = 'attachment' AND messages.deleted_at IS NULL
        """

    private static let chats =
        "conversations CROSS JOIN messages ON messages.conversation = conversations.seq"

    /// Whether it is in one of some conversations, where somebody sees it: the first that has it nearly always
    /// tells.
    private func isSeen(
        by participant: Participant,
        in source: String,
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> Bool {
        let found = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT conversations.*, messages.seq AS place FROM \(source)
                    WHERE \(condition) AND \(Self.isIt)
                    """
            ),
            arguments: arguments + [number]
        )
        while let row = try found.next() {
            let seen = try SeenConversation.of(
                ConversationRecord(row: row),
                by: participant,
                in: database
            )
            if let seen, row["place"] <= seen.upTo { return true }
        }
        return false
    }
}
