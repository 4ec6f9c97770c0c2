package import OctopusHelpdeskContract
import OctopusIdentityContract
package import OctopusServiceKit

extension ReadHelpdeskReport: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        try context.report(request.seen(by: context.caller))
    }
}

/// The report is counted before the transaction: that takes up to a second.
extension ExportHelpdeskReport: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> Report<HelpdeskMeasure> {
        try await context.demandExport()
        return try await context.report(request.seen(by: context.caller))
    }

    package static func run(
        _ request: Request,
        with report: Report<HelpdeskMeasure>,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(report)
    }
}

extension ReportQuery<HelpdeskMeasure> {
    /// What a normal chat operator may ask: what they did themselves.
    ///
    /// - Throws: `administratorsOnly`.
    fileprivate func seen(by caller: Caller) throws(Refusal) -> Self {
        guard let agent = caller.person?.userID, caller.person?.chatOperator == .normal else {
            return self
        }
        let own = ReportedID(agent.uuid)
        guard measures.allSatisfy(\.isOfAgents), things ?? [own] == [own] else {
            throw Refusal(.administratorsOnly)
        }
        return Self(
            measures: measures,
            from: from,
            until: until,
            step: step,
            timeZone: timeZone,
            things: [own],
            byThing: byThing,
            compare: compare,
            segmentId: segmentId
        )
    }
}

extension HelpdeskMeasure: CountedMeasure {
    fileprivate var isOfAgents: Bool {
        switch self {
        case .chatsBegun, .chatsAnswered, .chatsFinished, .secondsToAnswer, .secondsToFinish,
            .messagesReceived, .messagesSent, .messagesToMany:
            false
        case .agentChatsAnswered, .agentChatsFinished, .agentSecondsToAnswer,
            .agentSecondsToFinish, .agentMessagesSent:
            true
        }
    }

    package var thing: ReportThing {
        isOfAgents ? ReportThing("operators", name: "name") : ReportThing("channels", name: "name")
    }
}

extension Emitting {
    /// Counts a message, by its channel and by the operator who wrote it.
    func count(_ draft: MessageDraft, in record: ConversationRecord) {
        func count(_ measure: HelpdeskMeasure) {
            transaction.count(measure, of: record.channel, at: record.partner)
        }
        switch draft.side {
        case .customer: count(.messagesReceived)
        case .agent:
            count(.messagesSent)
            guard let sender = draft.sender else { return }
            let agent = UserID(sender.uuid)
            transaction.count(HelpdeskMeasure.agentMessagesSent, of: agent, at: record.partner)
        case .partner: count(.messagesToMany)
        case .system: break
        }
    }

    func countBegun(_ record: ConversationRecord) {
        transaction.count(HelpdeskMeasure.chatsBegun, of: record.channel, at: record.partner)
    }

    /// Counts that an operator answered first, so long after the round began.
    func countAnswered(_ record: ConversationRecord, by agent: UserID, after seconds: Int64) {
        count(
            [.chatsAnswered, .secondsToAnswer],
            [.agentChatsAnswered, .agentSecondsToAnswer],
            record,
            agent,
            seconds
        )
    }

    /// Counts that an operator finished it, so long after the round began.
    func countFinished(_ record: ConversationRecord, by agent: UserID, after seconds: Int64) {
        count(
            [.chatsFinished, .secondsToFinish],
            [.agentChatsFinished, .agentSecondsToFinish],
            record,
            agent,
            seconds
        )
    }

    /// Counts one, and its seconds, by channel and by operator.
    private func count(
        _ ofChannel: [HelpdeskMeasure],
        _ ofAgent: [HelpdeskMeasure],
        _ record: ConversationRecord,
        _ agent: UserID,
        _ seconds: Int64
    ) {
        for (measure, amount) in zip(ofChannel, [1, max(0, seconds)]) {
            transaction.count(measure, amount, of: record.channel, at: record.partner)
        }
        for (measure, amount) in zip(ofAgent, [1, max(0, seconds)]) {
            transaction.count(measure, amount, of: agent, at: record.partner)
        }
    }
}
