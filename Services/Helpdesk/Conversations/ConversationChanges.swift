import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

// What becomes of a conversation, be it caused by a call, a job, or another program of an operator's.
extension Emitting {
    /// An operator gets it, as capacity has it: it was looked before whether they may.
    ///
    /// - Throws: `operatorFull`.
    func give(
        _ record: ConversationRecord,
        to agent: UserID,
        as happening: HappeningKind = .taken
    ) throws -> ConversationRecord {
        try Candidates.demandRoom(of: agent, at: record.partner, in: database)
        try leave(record)
        let policy = try ChatPolicyTerms.of(record.partner, in: database)
        var given = record
        given.give(to: agent, at: now, silent: policy.silentMinutes)
        given = try storeNext(of: given)
        if let due = given.dueAt { try wake(SilentAgents.job, at: due) }
        try hold(given, by: agent)
        try database.run("UPDATE presences SET assigned_at = ? WHERE id = ?", [now, agent])
        try Rounds.begin(of: given, in: self)
        try append(.line(happening, of: agent), to: &given)
        return given
    }

    /// An operator reads and finds all of it from now on.
    private func hold(_ record: ConversationRecord, by agent: UserID) throws {
        let before = try Int64.one(
            database,
            "SELECT until_seq FROM holdings WHERE agent = ? AND conversation = ?",
            [agent, record.seq]
        )
        try database.run(
            """
            INSERT INTO holdings (agent, conversation) VALUES (?, ?)
            ON CONFLICT (agent, conversation) DO UPDATE SET until_seq = NULL
            """,
            [agent, record.seq]
        )
        let first = (before ?? 0) + 1
        guard first <= record.lastSeq else { return }
        try indexMessages(first...record.lastSeq, of: record.number)
    }

    /// It goes back to the queue.
    func queue(
        _ record: ConversationRecord,
        as happening: HappeningKind?
    ) throws -> ConversationRecord {
        var queued = record
        let before = record.agent
        queued.queue(at: now)
        queued.rule = try Routing.standing(record.rule, in: database)
        queued = try storeNext(of: queued)
        if let happening { try append(.line(happening, of: before), to: &queued) }
        try leave(record, readingUpTo: queued.lastSeq)
        try assign(at: record.partner)
        return queued
    }

    /// An operator closes it.
    func finish(_ record: ConversationRecord, by agent: UserID) throws -> ConversationRecord {
        var finished = record
        finished.finish()
        finished = try storeNext(of: finished)
        try Rounds.finish(of: finished, by: agent, in: self)
        try append(.line(.finished, of: agent), to: &finished)
        try leave(record, readingUpTo: finished.lastSeq)
        try assign(at: record.partner)
        return finished
    }

    /// A message of the customer's lets it go on: with the last operator if they are free, else it waits.
    func goOn(_ record: ConversationRecord) throws -> ConversationRecord {
        switch record.status {
        case .active, .unanswered: return record
        case .quiet, .finished:
            try Rounds.begin(of: record, in: self)
            if let last = record.lastAgent,
                try Candidates.isFree(last, for: record, at: now, in: database)
            {
                return try give(record, to: last)
            }
            return try queue(record, as: nil)
        }
    }

    /// Who has had it reads no further.
    private func leave(_ record: ConversationRecord, readingUpTo seq: Int64? = nil) throws {
        guard let agent = record.agent else { return }
        try database.run(
            "UPDATE holdings SET until_seq = ? WHERE agent = ? AND conversation = ?",
            [seq ?? record.lastSeq, agent, record.seq]
        )
    }
}

/// From when somebody asked until an operator closed it.
///
/// Each step is counted for reports in the same transaction.
enum Rounds {
    static func begin(of record: ConversationRecord, in context: some Emitting) throws {
        let isNew = try context.database.run(
            """
            INSERT OR IGNORE INTO rounds (conversation, partner, channel, from_seq, began_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            [record.seq, record.partner, record.channel, record.lastSeq + 1, context.now]
        )
        if isNew > 0 { context.countBegun(record) }
    }

    /// Notes the first answer.
    static func answer(
        of record: ConversationRecord,
        by agent: UserID,
        in context: some Emitting
    ) throws {
        let open = "conversation = ? AND finished_at IS NULL AND answered_at IS NULL"
        guard let seconds = try Self.seconds(of: record, open, in: context) else { return }
        try context.database.run(
            "UPDATE rounds SET answered_at = ?, answered_by = ? WHERE \(open)",
            [context.now, agent, record.seq]
        )
        context.countAnswered(record, by: agent, after: seconds)
    }

    static func finish(
        of record: ConversationRecord,
        by agent: UserID,
        in context: some Emitting
    ) throws {
        let open = "conversation = ? AND finished_at IS NULL"
        guard let seconds = try Self.seconds(of: record, open, in: context) else { return }
        try context.database.run(
            "UPDATE rounds SET finished_at = ?, finished_by = ? WHERE \(open)",
            [context.now, agent, record.seq]
        )
        context.countFinished(record, by: agent, after: seconds)
    }

    /// How long ago the round began.
    private static func seconds(
        of record: ConversationRecord,
        _ open: String,
        in context: some Emitting
    ) throws -> Int64? {
        try Instant.one(
            context.database,
            "SELECT began_at FROM rounds WHERE \(open)",
            [record.seq]
        ).map { (context.now.milliseconds - $0.milliseconds) / 1000 }
    }
}
