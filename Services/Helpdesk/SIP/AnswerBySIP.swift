package import OctopusHelpdeskContract
package import OctopusServiceKit

extension AnswerBySIP: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let partner = try context.caller.requirePartner()
        let agent = try CallingOperator.bySIP(request.userId, of: partner, in: context.database)
        let record = try ConversationRecord.find(
            request.conversationId,
            of: partner,
            in: context.database
        )
        var fields = FieldRules()
        let clientId = fields.text(request.clientId, "clientId", HelpdeskLimits.clientID)
        let text = fields.text(request.text, "text", HelpdeskLimits.messageText)
        try fields.check()
        let draft = MessageDraft(
            side: .agent,
            sender: Participant.agent(agent).sender,
            kind: .text,
            clientId: clientId,
            text: text
        )
        let placed = try context.answer(draft, by: agent, in: record)
        // What has come to their client they have read by now.
        try SIPPlaces.markRead(request.conversationId, by: agent, of: partner, in: context)
        return Reply(seq: placed.seq, at: placed.at)
    }
}
