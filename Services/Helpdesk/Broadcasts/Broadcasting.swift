import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// Begins broadcasts at their times, gathers their audiences, and sends them, slice by slice and in turn.
enum Broadcasting {
    static let job = "broadcasts"
    private static let slice = 100
    /// Nothing rests for longer: who does so was put to rest by a clock that was wrong.
    private static let longestRest: Int64 = 27 * 3_600_000

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let (database, now) = (context.database, context.now)
        let due = try BroadcastRecord.all(
            database,
            "SELECT * FROM broadcasts WHERE due_at <= ? ORDER BY due_at LIMIT ?",
            [now, slice]
        )
        let rested = try BroadcastRecord.all(
            database,
            """
            SELECT * FROM broadcasts WHERE rests_until <= ?
            UNION ALL SELECT * FROM broadcasts WHERE rests_until > ? LIMIT ?
            """,
            [now, now.adding(milliseconds: longestRest), slice]
        )
        let last = try Int64.one(database, lastTurn) ?? 0
        let isWhole =
            try context.each(due) { record in
                var record = record
                record.begin(turn: last + 1, at: now)
                try context.storeNext(of: record)
            }
            && context.each(rested) { record in
                var record = record
                record.wake()
                try context.storeNext(of: record)
            }
        guard isWhole else { return .again }
        let next = try BroadcastRecord.one(
            database,
            """
            SELECT * FROM broadcasts WHERE status = 'sending' AND rests_until IS NULL AND turn > 0
            ORDER BY turn LIMIT 1
            """
        )
        guard let next else { return try nextMoment(in: database).map { .dueAt($0) } ?? .idle }
        try context.proceed(with: next, turn: max(last, next.turn) + 1)
        return .again
    }

    private static let lastTurn = """
        SELECT turn FROM broadcasts WHERE status = 'sending' AND rests_until IS NULL AND turn > 0
        ORDER BY turn DESC LIMIT 1
        """

    private static func nextMoment(in database: Database) throws -> Instant? {
        let begins = try Instant.one(
            database,
            "SELECT due_at FROM broadcasts WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1"
        )
        let wakes = try Instant.one(
            database,
            """
            SELECT rests_until FROM broadcasts WHERE rests_until IS NOT NULL
            ORDER BY rests_until LIMIT 1
            """
        )
        return [begins, wakes].compactMap(\.self).min()
    }
}

extension WorkContext<HelpdeskEnvironment> {
    /// Does one slice of a broadcast's work.
    fileprivate func proceed(with record: BroadcastRecord, turn: Int64) throws {
        var record = record
        record.pass(to: turn)
        let partner = try PartnerRecord.find(record.partner, in: database)
        let entitlement = try Entitlement.of(record.partner, in: database)
        guard let partner, partner.status == .active else {
            record.pause(for: .suspended, at: now)
            try storeNext(of: record)
            return
        }
        if !entitlement.hasMessages {
            record.pause(for: .package, at: now)
        } else if let end = record.quietHours?.end(at: now, in: partner.calendar) {
            record.rest(until: end)
        } else if record.isGathered {
            try send(&record, of: partner, entitlement)
        } else {
            try Gathering.step(of: &record, in: database)
            if record.isGathered { try demandWhole(&record, of: partner) }
        }
        try storeNext(of: record)
        if record.status == .sent { try wake(BroadcastClearing.job) }
    }

    /// Nobody gets it if the month's messages don't suffice for all.
    private func demandWhole(_ record: inout BroadcastRecord, of partner: PartnerRecord) throws {
        guard record.left > 0 else { return record.end(at: now) }
        do {
            try record.demandRoom(of: partner, at: now, in: database)
        } catch is Refusal {
            record.pause(for: .limit, at: now)
        }
    }

    /// Sends it to the next of its audience; the checkpoint moves with each.
    private func send(
        _ record: inout BroadcastRecord,
        of partner: PartnerRecord,
        _ entitlement: Entitlement
    ) throws {
        var month = try MessageCountRecord.of(partner, at: now, in: database)
        let before = month.sent
        let channels = try record.channels.compactMap { id in
            try ChannelRecord.known(id, of: partner.id, in: database)
        }
        let recipients = try Recipient.next(of: record, in: database)
        var hasRoom = true
        let isWhole = try each(recipients) { recipient in
            guard hasRoom else { return }
            let channel = channels.first { $0.id == recipient.channel && $0.isPublished }
            guard let channel, recipient.mayGet(record.reach) else {
                return record.pass(recipient.endUser, isSent: false)
            }
            hasRoom = entitlement.messages.hasRoom(beside: month.sent)
            guard hasRoom else { return }
            try deliver(record, to: recipient, in: channel)
            record.pass(recipient.endUser, isSent: true)
            month.add(1)
        }
        if month.sent > before { try count(month) }
        if !hasRoom {
            record.pause(for: .limit, at: now)
        } else if isWhole, recipients.count < Recipient.slice {
            record.end(at: now)
        }
    }

    /// Puts it at the end of the conversation, whatever its status, which stays.
    private func deliver(
        _ record: BroadcastRecord,
        to recipient: Recipient,
        in channel: ChannelRecord
    ) throws {
        let customer = Customer.endUser(recipient.endUser)
        let known = try ConversationRecord.find(of: customer, with: channel.id, in: database)
        var conversation =
            known ?? ConversationRecord(of: customer, with: channel, id: newID(), at: now)
        let seq = conversation.count(from: .partner, at: now)
        if known != nil {
            try conversation.storeCount(in: database)
        } else {
            // One that is new is written once, with its first message counted.
            try conversation.store(in: database)
            conversation.take(number: database.lastInsertedRowID)
            try tell(conversation)
        }
        let kind = record.file == nil ? MessageKind.text : .attachment
        var draft = MessageDraft(side: .partner, sender: nil, kind: kind)
        draft.broadcast = record.number
        try place(
            draft,
            at: seq,
            in: conversation,
            telling: recipient.isMuted ? nil : recipient.endUser
        )
        var notice = NotificationRecord(
            tenant: record.tenant,
            endUser: recipient.endUser,
            partner: record.partner,
            at: now,
            kind: .message,
            thing: "\(record.id)"
        )
        (notice.channel, notice.broadcast) = (channel.id, record.id)
        try notice.store(in: database)
    }
}

extension Allowance {
    fileprivate func hasRoom(beside use: Int64) -> Bool {
        (try? demandRoom(for: .messages, beside: use)) != nil
    }
}
