import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ListOwnConversations: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Conversation> {
        let participant = try context.caller.participant()
        guard case .customer(let customer) = participant else { throw Refusal(.denied) }
        var list = ListQuery(
            of: ConversationRecord.self,
            by: "changed_at",
            "seq",
            direction: .descending
        )
        switch customer {
        case .endUser(let id): list.filter("end_user", id)
        case .visitor(let id): list.filter("visitor", id)
        }
        return try page(list, of: request, in: context, as: ConversationRecord.self) { record in
            try SeenConversation(record: record, participant: participant, upTo: record.lastSeq)
                .conversation(in: context.database)
        }
    }
}

extension ListConversations: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Conversation> {
        let agent = try context.caller.requireOperator()
        let partner = try context.caller.requirePartner()
        let tag = try request.tag.map { tag in
            // A word that stands nowhere finds nothing.
            try Tags.find(Tags.key(tag), of: partner, in: context.database) ?? 0
        }
        if request.status == .unanswered, request.isOwn != true, !agent.isAdministrator {
            let rules = try Routing.rules(of: agent.id, in: context.database)
            let waiting = WaitingFor(partner: partner, rules: rules, tag: tag)
            return try page(waiting, of: request, in: context) { row in
                try Self.seen(ConversationRecord(row: row), by: agent, in: context.database)
            }
        }
        let isOwn = request.isOwn == true || (!agent.isAdministrator && request.status == .active)
        var list: ListQuery
        if isOwn || !agent.isAdministrator {
            list = own(agent, request.status)
            if tag != nil, request.status != .active {
                // What was written of a conversation after they lost it is nothing to them.
                list.sift(
                    "(holdings.until_seq IS NULL OR holdings.until_seq = conversations.last_seq)"
                )
            }
        } else if let tag, request.status != .unanswered {
            list = tagged(tag, request.status)
        } else {
            list = all(of: partner, request.status)
        }
        list.sift(Tags.stand, tag)
        return try page(list, of: request, in: context, as: ConversationRecord.self) { record in
            try Self.seen(record, by: agent, in: context.database)
        }
    }

    private static func seen(
        _ record: ConversationRecord,
        by agent: CallingOperator,
        in database: Database
    ) throws -> Conversation {
        let seen = try SeenConversation.of(record, by: .agent(agent), in: database)
        guard let seen else { throw Refusal(.notFound) }
        return try seen.conversation(in: database)
    }

    /// Those that the operator has, or had.
    private static func own(_ agent: CallingOperator, _ status: ConversationStatus) -> ListQuery {
        if status == .active {
            var list = ListQuery(
                of: ConversationRecord.self,
                by: "changed_at",
                "seq",
                direction: .descending
            )
            list.filter("agent", agent.id)
            list.where("status = 'active'")
            return list
        }
        var list = ListQuery(
            """
            SELECT conversations.* FROM holdings
            CROSS JOIN conversations ON conversations.seq = holdings.conversation
            """,
            by: "holdings.conversation",
            direction: .descending
        )
        list.filter("holdings.agent", agent.id)
        list.sift("conversations.status = ?", status)
        return list
    }

    /// Those at which a word of the partner's stands.
    private static func tagged(_ tag: Int64, _ status: ConversationStatus) -> ListQuery {
        var list = ListQuery(
            """
            SELECT conversations.* FROM conversation_tags AS tagged
            CROSS JOIN conversations ON conversations.seq = tagged.conversation
            """,
            by: "tagged.conversation",
            direction: .descending
        )
        list.filter("tagged.tag", tag)
        list.sift("conversations.status = ?", status)
        return list
    }

    private static func all(
        of partner: PartnerID,
        _ status: ConversationStatus
    ) -> ListQuery {
        guard status == .unanswered else {
            var list = ListQuery(
                of: ConversationRecord.self,
                by: "changed_at",
                "seq",
                direction: .descending
            )
            list.filter("partner", partner)
            list.filter("status", status)
            return list
        }
        var list = ListQuery(of: ConversationRecord.self, by: "waiting_since_at", "seq")
        list.filter("partner", partner)
        list.where("status = 'unanswered'")
        return list
    }
}

/// What waits for an operator, in the order of the queue.
private struct WaitingFor: PageSource {
    let partner: PartnerID
    /// Those that name them; what waits by none is everybody's.
    let rules: [RoutingRuleID]
    /// The word that stands at them.
    let tag: Int64?

    // The rules may change from page to page, and the place in the queue stays.
    var binding: [DatabaseValue] { [partner.databaseValue, tag.databaseValue] }
    var bound: String { "waiting" }

    func statement(after place: [DatabaseValue]?, rows: Int) -> (String, StatementArguments) {
        Candidates.waiting(
            at: partner,
            by: rules,
            that: (place == nil ? "" : " AND (waiting_since_at, seq) > (?, ?)")
                + (tag == nil ? "" : " AND \(Tags.stand)"),
            (place ?? []) + (tag.map { [$0.databaseValue] } ?? []),
            most: rows
        )
    }

    func place(of row: Row) -> [DatabaseValue] { [row["waiting_since_at"], row["seq"]] }
}

extension GetConversation: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Conversation {
        try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: context.database
        ).conversation(in: context.database)
    }
}
