import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// What can be done with a conversation, and what becomes of it.
private let steps = Steps<ConversationStatus>(
    .by(TakeConversation.self, from: .unanswered, .quiet, .finished, to: .active),
    .by(ReleaseConversation.self, from: .active, to: .unanswered),
    .by(TransferConversation.self, from: .active, to: .active),
    .by(FinishConversation.self, from: .active, to: .finished)
)

extension TakeConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let partner = try context.activePartner()
        let record = try ConversationRecord.find(
            request.conversationId,
            of: partner.id,
            in: context.database
        )
        return try context.take(record, by: context.caller.requireOperator()).standing
    }
}

extension ReleaseConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let (record, _) = try context.held(request.conversationId, by: Self.self)
        return try context.queue(record, as: .released).standing
    }
}

extension TransferConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let (record, _) = try context.held(request.conversationId, by: Self.self)
        guard record.agent != request.agentId else { return record.standing }
        let database = context.database
        guard try Candidates.includes(request.agentId, for: record, in: database),
            try Presences.state(of: request.agentId, at: context.now, in: database) != .away
        else { throw Refusal(.operatorAway) }
        let given = try context.give(record, to: request.agentId, as: .transferred)
        try context.assign(at: record.partner)
        return given.standing
    }
}

extension FinishConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let (record, agent) = try context.held(request.conversationId, by: Self.self)
        return try context.finish(record, by: agent.id).standing
    }
}

extension Emitting {
    /// An operator takes a conversation, from wherever they answer: the one claim that there is.
    ///
    /// - Throws: `notFound` for what they may not see, `conversationTaken`, `operatorFull`.
    func take(
        _ record: ConversationRecord,
        by agent: CallingOperator
    ) throws -> ConversationRecord {
        if record.agent == agent.id { return record }
        if let other = record.agent {
            let isOffered =
                try agent.isAdministrator
                || Candidates.includes(agent.id, for: record, in: database)
            throw isOffered ? taken(by: other) : Refusal(.notFound)
        }
        guard try SeenConversation.of(record, by: .agent(agent), in: database) != nil else {
            throw Refusal(.notFound)
        }
        _ = try steps.next(by: TakeConversation.self, from: record.status)
        return try give(record, to: agent.id)
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// The conversation that the caller has, or as an administrator may act on.
    fileprivate func held<M: Method>(
        _ id: ConversationID,
        by step: M.Type
    ) throws -> (ConversationRecord, CallingOperator) {
        _ = try activePartner()
        let agent = try caller.requireOperator()
        let record = try SeenConversation.find(id, by: caller, in: database).record
        _ = try steps.next(by: step, from: record.status)
        if let other = record.agent, other != agent.id, !agent.isAdministrator {
            throw taken(by: other)
        }
        return (record, agent)
    }
}

/// The refusal that tells who has a conversation, by the id: names stand in the list of operators.
func taken(by agent: UserID) -> Refusal {
    Refusal(
        .conversationTaken,
        violations: [Violation(path: "agentId", rule: "taken", message: "\(agent)")]
    )
}
