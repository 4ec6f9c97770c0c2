import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

extension CommandContext<HelpdeskEnvironment> {
    /// A conversation about which the calling operator may write something for the others.
    ///
    /// - Throws: `notFound`, `endUserBlocked` of an erased end user: nothing new is kept of them.
    func annotated(_ id: ConversationID) throws -> (ConversationRecord, CallingOperator) {
        _ = try activePartner()
        let agent = try caller.requireOperator()
        let record = try SeenConversation.findWhole(id, by: caller, in: database).record
        try record.demandNotErased(in: database)
        return (record, agent)
    }

    /// Tells the operators, and nobody else, that there is something new.
    func tellAnnotated(_ record: ConversationRecord) throws {
        try emit(
            ConversationAnnotated(
                conversationId: record.id,
                concerns: record.operators
            ),
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
    }
}

extension ConversationRecord {
    /// Of an erased person nothing new is kept.
    ///
    /// - Throws: `endUserBlocked`.
    func demandNotErased(in database: Database) throws {
        guard case .endUser(let endUser) = customer else { return }
        let known = try EndUserRecord.find(endUser, of: tenant, in: database)
        guard let known, known.status != .erased else { throw Refusal(.endUserBlocked) }
    }

    /// The operators whom it concerns: who has it or has closed it, or those for whom it waits.
    fileprivate var operators: [UUID] {
        switch status {
        case .active: agent.map { [$0.uuid] } ?? []
        case .unanswered: [queue]
        case .finished: lastAgent.map { [$0.uuid] } ?? []
        case .quiet: []
        }
    }
}

/// What operators wrote about conversations for each other.
enum Annotations {
    /// Erases it, of an end user who was erased: the stars of a rating stay, since they are counted.
    static func erase(from conversation: Int64, in database: Database) throws {
        try database.run("DELETE FROM notes WHERE conversation = ?", [conversation])
        try Tags.removeAll(from: conversation, in: database)
        try database.run("UPDATE ratings SET text = NULL WHERE conversation = ?", [conversation])
    }
}
