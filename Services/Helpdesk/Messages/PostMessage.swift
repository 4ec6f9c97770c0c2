import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension PostMessage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let caller = context.caller
        let record = try ConversationRecord.find(
            request.conversationId,
            of: caller.requirePartner(),
            in: context.database
        )
        let participant = try caller.participant()
        let draft = try context.draft(request, by: participant, in: record)
        let message =
            switch participant {
            case .customer: try context.hear(draft, of: participant, in: record)
            case .agent(let agent): try context.answer(draft, by: agent, in: record)
            }
        return Reply(seq: message.seq, at: message.at, status: message.status)
    }
}

/// A message that has its place.
struct PlacedMessage {
    let seq: Int64
    let at: Instant
    let status: ConversationStatus
}

extension CommandContext<HelpdeskEnvironment> {
    /// A customer writes: what was finished goes on, what nobody has waits.
    fileprivate func hear(
        _ draft: MessageDraft,
        of participant: Participant,
        in record: ConversationRecord
    ) throws -> PlacedMessage {
        guard
            try SeenConversation.of(record, by: participant, in: database) != nil,
            let channel = try ChannelRecord.known(
                record.channel,
                of: record.partner,
                in: database
            )
        else { throw Refusal(.notFound) }
        if let placed = try placed(draft, in: record) { return placed }
        try demandOpen(channel, for: record.customer)
        try pace(participant, in: record.id)
        var record = try goOn(record)
        let seq = try append(draft, to: &record)
        let policy = try ChatPolicyTerms.of(record.partner, in: database)
        if record.expectAnswer(at: now, within: policy.silentMinutes) {
            try record.storeChange(of: ["due_at"], in: database)
        }
        try answerOutsideOfHours(&record)
        if let due = record.dueAt { try wake(SilentAgents.job, at: due) }
        return PlacedMessage(seq: seq, at: now, status: record.status)
    }
}

extension Emitting {
    /// An operator answers: what waits is taken with it, by the same claim.
    func answer(
        _ draft: MessageDraft,
        by agent: CallingOperator,
        in record: ConversationRecord
    ) throws -> PlacedMessage {
        let partner = try PartnerRecord.active(record.partner, in: database)
        guard try Entitlement.of(partner.id, in: database).hasChat else {
            throw Refusal(.chatDisabled)
        }
        if try SeenConversation.of(record, by: .agent(agent), in: database) != nil,
            let placed = try placed(draft, in: record)
        {
            return placed
        }
        guard record.agent != nil || record.status == .unanswered else {
            // What was closed is opened on purpose, not by a late answer.
            guard try SeenConversation.of(record, by: .agent(agent), in: database) != nil else {
                throw Refusal(.notFound)
            }
            throw Refusal(.wrongState, "It is \(record.status.rawValue); take it first.")
        }
        var record = try take(record, by: agent)
        let seq = try append(draft, to: &record)
        try Rounds.answer(of: record, by: agent.id, in: self)
        return PlacedMessage(seq: seq, at: now, status: record.status)
    }

    /// The message that a repetition means.
    ///
    /// - Throws: `clientIdReused`.
    fileprivate func placed(
        _ draft: MessageDraft,
        in record: ConversationRecord
    ) throws -> PlacedMessage? {
        guard let id = draft.clientId, let sender = draft.sender,
            let message = try MessageRecord.find(id, by: sender, in: record, database)
        else { return nil }
        guard message.isOf(draft) else { throw Refusal(.clientIdReused) }
        return PlacedMessage(seq: message.seq, at: message.at, status: record.status)
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// What a request writes, in its one form.
    fileprivate func draft(
        _ request: PostMessage.Request,
        by participant: Participant,
        in record: ConversationRecord
    ) throws -> MessageDraft {
        var fields = FieldRules()
        let clientId = fields.text(request.clientId, "clientId", HelpdeskLimits.clientID)
        let text = fields.text(request.text, "text", HelpdeskLimits.messageText)
        let fileName = fields.text(request.fileName, "fileName", HelpdeskLimits.fileName)
        fields.require(fileName == nil || request.fileId != nil, "fileName", .together)
        let others = [request.fileId?.uuid, request.couponId?.uuid, request.promoId?.uuid]
        let count = others.count { $0 != nil }
        fields.require(text != nil || count == 1, "text", .required)
        fields.require(count <= 1, "fileId", .exactlyOne, "It has a file, a coupon or a promo.")
        let isOffer = request.couponId != nil || request.promoId != nil
        if case .customer = participant {
            fields.require(!isOffer, "couponId", .form, "Operators alone offer something.")
        }
        if let file = request.fileId {
            let space = FileSpace.attachments(of: participant, in: record)
            let type = try fields.file(file, "fileId", in: space, as: .any, database)
            if let type, let fileName { fields.fileName(fileName, "fileName", of: type) }
        }
        try fields.check()
        var draft = MessageDraft(
            side: participant.side,
            sender: participant.sender,
            kind: request.fileId != nil ? .attachment : isOffer ? .engagement : .text,
            clientId: clientId,
            text: text,
            file: request.fileId,
            fileName: fileName
        )
        if isOffer { draft.engagement = try engagement(request, of: record.partner) }
        return draft
    }

    /// - Throws: `engagementUnavailable`, also for what is another partner's.
    private func engagement(
        _ request: PostMessage.Request,
        of partner: PartnerID
    ) throws -> Engagement {
        if let coupon = request.couponId {
            let title = try String.one(
                database,
                "SELECT title FROM coupons WHERE id = ? AND partner = ? AND is_published = 1",
                [coupon, partner]
            )
            guard let title else { throw Refusal(.engagementUnavailable) }
            return Engagement(kind: .coupon, couponId: coupon, title: title)
        }
        let title = try String.one(
            database,
            "SELECT title FROM promos WHERE id = ? AND partner = ? AND is_live = 1",
            [request.promoId, partner]
        )
        guard let title else { throw Refusal(.engagementUnavailable) }
        return Engagement(kind: .promo, promoId: request.promoId, title: title)
    }
}
