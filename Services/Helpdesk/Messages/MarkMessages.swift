import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension MarkMessages: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: context.database
        )
        return try context.mark(seen, delivered: request.delivered, read: request.read)
    }
}

extension Emitting {
    /// Messages have come to somebody's side, or were read there.
    func mark(
        _ seen: SeenConversation,
        delivered: Int64?,
        read: Int64?
    ) throws -> MarkMessages.Reply {
        let side = seen.participant.side
        // What a former operator reads says nothing of those who have it now.
        guard seen.upTo == seen.record.lastSeq else {
            return MarkMessages.Reply(marks: seen.record.marks, unread: 0)
        }
        var record = seen.record
        let number = record.number
        let hasRisen = try record.mark(
            side,
            delivered: delivered,
            read: read
        ) { seq in
            try Int64.one(
                database,
                """
                SELECT count(*) FROM messages WHERE conversation = ? AND seq > ?
                    AND side IN (\(side == .customer ? "'agent', 'partner'" : "'customer'"))
                """,
                [number, seq]
            ) ?? 0
        }
        if hasRisen {
            try record.storeMarks(in: database)
            try emit(
                MessagesMarked(
                    conversationId: record.id,
                    marks: record.marks,
                    concerns: record.listeners
                ),
                about: record.id.uuid,
                tenant: record.tenant,
                partner: record.partner
            )
        }
        return MarkMessages.Reply(marks: record.marks, unread: record.unread(by: side))
    }
}

extension SetTyping: ReadHandler {
    package static func run(
        _ request: ConversationChoice,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: context.database
        )
        let record = seen.record
        let side = seen.participant.side
        guard record.status == .active else { return Empty() }
        if case .agent(let agent) = seen.participant, record.agent != agent.id { return Empty() }
        context.environment.typing.note(
            Typing(
                conversationId: record.id,
                side: side,
                untilAt: context.now.adding(.milliseconds(HelpdeskLimits.typingMilliseconds))
            ),
            for: side == .customer ? record.agent?.uuid : record.customer.uuid,
            at: context.now
        )
        return Empty()
    }
}

extension ConversationRecord {
    /// Writes what `mark` has changed.
    fileprivate func storeMarks(in database: Database) throws {
        try storeChange(
            of: [
                "customer_delivered", "customer_read", "customer_unread",
                "operators_delivered", "operators_read", "operators_unread",
            ],
            in: database
        )
    }
}
