import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit
import struct FoundationEssentials.UUID

extension SearchMessages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<FoundMessage> {
        let agent = try context.caller.requireOperator()
        let database = context.database
        let list = try Self.list(request, for: agent, in: context)
        var names = OperatorNames()
        return try page(list, of: request, in: context) { row in
            let message = try MessageRecord(row: row)
            guard let record = try ConversationRecord.of(message, in: database) else {
                throw Refusal(.notFound)
            }
            return record.found(
                try message.message(&names, in: database),
                name: try record.customerName(in: database)
            )
        }
    }

    private static func list(
        _ request: Request,
        for agent: CallingOperator,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> ListQuery {
        let database = context.database
        let partner = try context.caller.requirePartner()
        var list = ListQuery(
            """
            SELECT message_words.rowid AS rowid, messages.* FROM message_words
            CROSS JOIN messages ON messages.id = message_words.rowid
            CROSS JOIN conversations ON conversations.seq = messages.conversation
            """,
            by: "message_words.rowid",
            direction: .descending
        )
        list.filter(
            "message_words.message_words",
            try match(request, for: agent, of: partner, in: database)
        )
        list.filter(
            "message_words.rowid",
            from: try request.fromAt.map { try firstMessage(at: $0, in: database) ?? .max },
            to: try request.untilAt.flatMap { try firstMessage(at: $0, in: database) }
        )
        list.sift("conversations.status = ?", request.status)
        // The index is a moment old; who may see what is decided now, and for this partner alone.
        list.sift(spending: .max) { row, _ in
            let message = try MessageRecord(row: row)
            guard message.deletedAt == nil,
                let record = try ConversationRecord.of(message, in: database),
                record.partner == partner,
                let seen = try SeenConversation.of(record, by: .agent(agent), in: database)
            else { return false }
            return message.seq <= seen.upTo
        }
        return list
    }

    /// What is looked for, in words that nobody's words can change.
    private static func match(
        _ request: Request,
        for agent: CallingOperator,
        of partner: PartnerID,
        in database: Database
    ) throws -> String {
        let words = HistoryWords(searching: request.search).words
        guard (1...HistoryWords.mostSearched).contains(words.count) else {
            throw FieldRules.refusal(
                "search",
                .count,
                "It must have from 1 to \(HistoryWords.mostSearched) words."
            )
        }
        let owner = try Self.owner(request, for: agent, of: partner)
        let scope = try HistoryIndex.scope(of: owner, in: database)
        var terms = words.map { "\"\(HistoryIndex.word($0, in: scope))\"" }
        if let customer = request.endUserId?.uuid ?? request.visitorId?.uuid {
            let conversations = try Int64.all(
                database,
                """
                SELECT seq FROM conversations WHERE end_user = ?1 AND partner = ?2
                UNION ALL SELECT seq FROM conversations WHERE visitor = ?1 AND partner = ?2
                """,
                [customer, partner]
            )
            // Numbers begin with 1: of somebody unknown nothing is found.
            let all = (conversations.isEmpty ? [0] : conversations).map {
                "\"\(HistoryIndex.word(ofConversation: $0))\""
            }
            terms.append("(\(all.joined(separator: " OR ")))")
        }
        return terms.joined(separator: " AND ")
    }

    /// Whose messages are looked through: what an operator had, or all of the partner's.
    private static func owner(
        _ request: Request,
        for agent: CallingOperator,
        of partner: PartnerID
    ) throws -> UUID {
        guard agent.isAdministrator else {
            if let other = request.operatorId, other != agent.id {
                throw Refusal(.administratorsOnly)
            }
            return agent.id.uuid
        }
        return request.operatorId?.uuid ?? partner.uuid
    }

    /// Messages have rising numbers, so a time is a number.
    private static func firstMessage(at time: Instant, in database: Database) throws -> Int64? {
        try Int64.one(
            database,
            "SELECT id FROM messages WHERE at >= ? ORDER BY at, id LIMIT 1",
            [time]
        )
    }
}

extension ConversationRecord {
    static func of(_ message: MessageRecord, in database: Database) throws -> ConversationRecord? {
        try one(database, "SELECT * FROM conversations WHERE seq = ?", [message.conversation])
    }

    fileprivate func found(_ message: ChatMessage, name: String?) -> FoundMessage {
        let (endUser, visitor): (EndUserID?, VisitorID?) =
            switch customer {
            case .endUser(let id): (id, nil)
            case .visitor(let id): (nil, id)
            }
        return FoundMessage(
            conversationId: id,
            channelId: channel,
            endUserId: endUser,
            visitorId: visitor,
            name: name,
            status: status,
            message: message
        )
    }
}
