import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension EditMessage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> RevisedMessage {
        let text = try FieldRules.text(request.text, "text", HelpdeskLimits.messageText)
        let (seen, message) = try context.message(request.seq, of: request.conversationId)
        guard message.isBy(seen.participant), message.isEditable(at: context.now),
            let before = message.text
        else { throw Refusal(.notEditable) }
        if before == text {
            return RevisedMessage(seq: message.seq, at: message.editedAt ?? message.at)
        }
        try context.demandWriting(seen)
        try context.pace(seen.participant, in: seen.record.id)
        try context.database.run(
            "INSERT INTO message_revisions (message, edited_at, text) VALUES (?, ?, ?)",
            [message.id, context.now, before]
        )
        var edited = message
        edited.edit(text, at: context.now)
        return try context.store(edited, of: seen, isDeleted: false)
    }
}

extension DeleteMessage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> RevisedMessage {
        let (seen, message) = try context.message(request.seq, of: request.conversationId)
        if let deletedAt = message.deletedAt {
            return RevisedMessage(seq: message.seq, at: deletedAt)
        }
        var mayDelete = message.isBy(seen.participant)
        if case .agent(let agent) = seen.participant, agent.isAdministrator {
            mayDelete = message.side != .system
        }
        guard mayDelete else { throw Refusal(.notEditable) }
        try context.database.run(
            "DELETE FROM message_revisions WHERE message = ?",
            [message.id]
        )
        try context.releaseFiles(of: .message(message.seq, of: message.conversation))
        var deleted = message
        deleted.delete(at: context.now)
        return try context.store(deleted, of: seen, isDeleted: true)
    }
}

extension MessageRecord {
    fileprivate func isBy(_ participant: Participant) -> Bool {
        side == participant.side && sender == participant.sender
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// A message that the caller can read.
    fileprivate func message(
        _ seq: Int64,
        of conversation: ConversationID
    ) throws -> (SeenConversation, MessageRecord) {
        let seen = try SeenConversation.find(conversation, by: caller, in: database)
        guard seq <= seen.upTo,
            let message = try MessageRecord.find(seq, of: seen.record, in: database)
        else { throw Refusal(.notFound) }
        return (seen, message)
    }

    /// Demands that the caller could write there now.
    fileprivate func demandWriting(_ seen: SeenConversation) throws {
        guard case .customer(let customer) = seen.participant else {
            _ = try activePartner()
            return
        }
        let channel = try ChannelRecord.find(
            seen.record.channel,
            of: seen.record.partner,
            in: database
        )
        try demandOpen(channel, for: customer)
    }

    fileprivate func store(
        _ message: MessageRecord,
        of seen: SeenConversation,
        isDeleted: Bool
    ) throws -> RevisedMessage {
        try message.storeChange(in: database)
        try indexMessages(message.seq...message.seq, of: message.conversation)
        if isDeleted { try forgetIndexedWords() }
        try emit(
            MessageRevised(
                conversationId: seen.record.id,
                seq: message.seq,
                isDeleted: isDeleted,
                concerns: seen.record.listeners
            ),
            about: seen.record.id.uuid,
            tenant: seen.record.tenant,
            partner: seen.record.partner
        )
        return RevisedMessage(seq: message.seq, at: now)
    }
}
