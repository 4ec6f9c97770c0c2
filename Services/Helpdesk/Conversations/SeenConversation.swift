import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// A conversation within what somebody may see of it.
///
/// A customer sees their own, an administrator all of the partner's. A normal operator sees what they
/// have, what waits for them, and what they had, up to the message with which they lost it.
struct SeenConversation {
    let record: ConversationRecord
    let participant: Participant
    /// The last message that they may read.
    let upTo: Int64

    /// - Throws: `notFound`, also for what they may not see; `notAnOperator`.
    static func find(
        _ id: ConversationID,
        by caller: Caller,
        in database: Database
    ) throws -> SeenConversation {
        let record = try ConversationRecord.find(id, of: caller.requirePartner(), in: database)
        guard let seen = try of(record, by: caller.participant(), in: database) else {
            throw Refusal(.notFound)
        }
        return seen
    }

    /// Whether they may see all of it: what comes next, too.
    var isWhole: Bool { upTo == record.lastSeq }

    /// One of which they may see all, so that they may do something with it.
    ///
    /// - Throws: `notFound`, also for what another operator has by now; `notAnOperator`.
    static func findWhole(
        _ id: ConversationID,
        by caller: Caller,
        in database: Database
    ) throws -> SeenConversation {
        let seen = try find(id, by: caller, in: database)
        guard seen.isWhole else { throw Refusal(.notFound) }
        return seen
    }

    /// Nil if they may see nothing of it.
    static func of(
        _ record: ConversationRecord,
        by participant: Participant,
        in database: Database
    ) throws -> SeenConversation? {
        try lastSeen(of: record, by: participant, in: database).map {
            SeenConversation(record: record, participant: participant, upTo: $0)
        }
    }

    private static func lastSeen(
        of record: ConversationRecord,
        by participant: Participant,
        in database: Database
    ) throws -> Int64? {
        switch participant {
        case .customer(let customer):
            return record.customer == customer ? record.lastSeq : nil
        case .agent(let agent):
            if agent.isAdministrator || record.agent == agent.id { return record.lastSeq }
            if record.status == .unanswered,
                try Candidates.includes(agent.id, for: record, in: database)
            {
                return record.lastSeq
            }
            return try Int64.one(
                database,
                """
                SELECT until_seq FROM holdings
                WHERE agent = ? AND conversation = ? AND until_seq IS NOT NULL
                """,
                [agent.id, record.seq]
            )
        }
    }

    func conversation(in database: Database) throws -> Conversation {
        try record.conversation(for: self, in: database)
    }
}
