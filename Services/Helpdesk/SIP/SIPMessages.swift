import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ReadSIPMessages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let partner = try context.caller.requirePartner()
        let database = context.database
        let agent = try CallingOperator.bySIP(request.userId, of: partner, in: database)
        let limit = request.limit ?? HelpdeskLimits.standardMessages
        var messages: [SIPMessage] = []
        let conversations = try SIPPlaces.conversations(
            of: agent,
            at: partner,
            limit: limit,
            in: database
        )
        for record in conversations {
            let left = limit - Int64(messages.count)
            guard left > 0 else { break }
            messages += try SIPPlaces.messages(of: record, for: agent, limit: left, in: database)
        }
        return Reply(messages: messages)
    }
}

extension MarkSIPMessages: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.caller.requirePartner()
        let database = context.database
        let agent = try CallingOperator.bySIP(request.userId, of: partner, in: database)
        let record = try ConversationRecord.find(request.conversationId, of: partner, in: database)
        // Who has lost it meanwhile has got it all the same.
        guard let seen = try SeenConversation.of(record, by: .agent(agent), in: database) else {
            return Empty()
        }
        let seq = min(request.seq, seen.upTo)
        try database.run(
            """
            INSERT INTO sip_places (agent, conversation, seq, marked_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (agent, conversation)
            DO UPDATE SET seq = max(seq, excluded.seq), marked_at = excluded.marked_at
            """,
            [agent.id, record.number, seq, context.now]
        )
        _ = try context.mark(seen, delivered: seq, read: nil)
        return Empty()
    }
}

/// How far conversations have come to operators' SIP clients.
enum SIPPlaces {
    static let purge = PurgeRule("sip_places", olderBy: "marked_at", keptFor: .seconds(30 * 86_400))

    /// A condition in SQL: there is more in a conversation that waits than the client of an operator, who is given,
    /// has got.
    private static let isNew = """
         AND EXISTS (
            SELECT 1 FROM messages
            WHERE messages.conversation = conversations.seq
                AND side = 'customer' AND deleted_at IS NULL
                AND messages.seq > max(
                    coalesce((
                        SELECT sip_places.seq FROM sip_places
                        WHERE agent = ? AND sip_places.conversation = conversations.seq
                    ), 0),
                    coalesce((
                        SELECT from_seq - 1 FROM rounds
                        WHERE rounds.conversation = conversations.seq AND finished_at IS NULL
                    ), 0)
                )
        )
        """

    /// Those that an operator has, and of those that wait for them the ones with something new, which waited longest
    /// first.
    static func conversations(
        of agent: CallingOperator,
        at partner: PartnerID,
        limit: Int64,
        in database: Database
    ) throws -> [ConversationRecord] {
        let own = try ConversationRecord.all(
            database,
            """
            SELECT * FROM conversations WHERE agent = ? AND status = 'active'
            ORDER BY changed_at, seq
            """,
            [agent.id]
        )
        let (statement, arguments) = Candidates.waiting(
            at: partner,
            by: try Routing.rules(of: agent.id, in: database),
            that: isNew,
            [agent.id.databaseValue],
            most: Int(limit)
        )
        return try own + ConversationRecord.all(database, statement, arguments)
    }

    /// An operator who answers has read what has come to their client.
    static func markRead(
        _ conversation: ConversationID,
        by agent: CallingOperator,
        of partner: PartnerID,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws {
        let database = context.database
        let record = try ConversationRecord.find(conversation, of: partner, in: database)
        guard let place = try place(of: record, for: agent, in: database),
            let seen = try SeenConversation.of(record, by: .agent(agent), in: database)
        else { return }
        _ = try context.mark(seen, delivered: nil, read: place)
    }

    private static func place(
        of record: ConversationRecord,
        for agent: CallingOperator,
        in database: Database
    ) throws -> Int64? {
        try Int64.one(
            database,
            "SELECT seq FROM sip_places WHERE agent = ? AND conversation = ?",
            [agent.id, record.number]
        )
    }

    /// What the customer wrote since they asked, and the operator's client has yet to get.
    static func messages(
        of record: ConversationRecord,
        for agent: CallingOperator,
        limit: Int64,
        in database: Database
    ) throws -> [SIPMessage] {
        let place = try place(of: record, for: agent, in: database)
        let begin = try Int64.one(
            database,
            "SELECT from_seq FROM rounds WHERE conversation = ? AND finished_at IS NULL",
            [record.number]
        )
        // What they have read elsewhere need not come once more.
        let read = record.agent == agent.id ? record.marks.operatorsRead : 0
        let after = max(place ?? 0, (begin ?? 1) - 1, read)
        guard after < record.lastSeq else { return [] }
        let name = try record.customerName(in: database)
        let channel = try record.channelName(in: database)
        return try MessageRecord.all(
            database,
            """
            SELECT * FROM messages
            WHERE conversation = ? AND seq > ? AND side = 'customer' AND deleted_at IS NULL
            ORDER BY seq LIMIT ?
            """,
            [record.number, after, limit]
        ).map { message in
            SIPMessage(
                conversationId: record.id,
                seq: message.seq,
                name: name,
                channelName: channel ?? "",
                text: message.text,
                hasFile: message.file != nil
            )
        }
    }
}
