import GRDB
import OctopusCBOR
package import OctopusHelpdeskContract
package import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

extension ReadNews: WaitingReadHandler {
    package static func run(
        _ request: NewsRequest,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> News {
        let partner = try context.caller.requirePartner()
        let agent = try context.caller.requireOperator()
        var subjects: Set<UUID>?
        if !agent.isAdministrator {
            let queues = try await context.store.read { database in
                try Candidates.queues(of: agent.id, at: partner, in: database)
            }
            subjects = queues.union([agent.id.uuid])
        }
        return try await context.news(
            of: Self.self,
            NewsTopics(NewsEvent.operatorKinds, of: partner, about: subjects),
            for: .agent(agent),
            request
        )
    }
}

extension ReadOwnNews: WaitingReadHandler {
    package static func run(
        _ request: NewsRequest,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> News {
        let participant = try context.caller.participant()
        guard case .customer(let customer) = participant else { throw Refusal(.denied) }
        return try await context.news(
            of: Self.self,
            NewsTopics(
                NewsEvent.kinds + [NotificationRaised.self],
                about: [customer.uuid]
            ),
            for: participant,
            request
        )
    }
}

extension WaitingContext<HelpdeskEnvironment> {
    /// Waits for the log or for somebody who types, and tells what is new as it is now.
    fileprivate func news<M: Method>(
        of method: M.Type,
        _ topics: NewsTopics,
        for participant: Participant,
        _ request: NewsRequest
    ) async throws -> News {
        let listener = participant.sender.uuid
        let board = environment.typing
        let found = try await withThrowingTaskGroup(of: NewsFound?.self) { group in
            group.addTask {
                try await news(of: method, topics, after: request.after, waitMs: request.waitMs)
            }
            if request.waitMs > 0 {
                group.addTask {
                    await board.wait(for: listener)
                    return nil
                }
            }
            var found: NewsFound?
            while let ended = try await group.next() {
                found = ended ?? found
                // Whichever ends first ends the other, which then says where to go on.
                group.cancelAll()
            }
            return found
        }
        guard let found else { throw Refusal(.cancelled) }
        let typing = board.notes(for: listener, at: now)
        guard !found.events.isEmpty else { return News(typing: typing, next: found.next) }
        return try await store.read { database in
            var collected = NewsCollection(for: participant)
            for event in found.events {
                // The rest comes with the next read.
                guard try collected.take(event, in: database) else { break }
            }
            return try collected.news(of: found, typing, in: database)
        }
    }
}

/// What events tell, each thing as it is now, within what its reader may see now.
private struct NewsCollection {
    private let participant: Participant
    private var order: [UUID] = []
    private var seen: [UUID: SeenConversation] = [:]
    private var gone: [ConversationID] = []
    private var told: Set<NewsEvent.Place> = []
    private var messages: [PostedMessage] = []
    private var names = OperatorNames()
    private var bytes = 0
    private var last: StoredEvent?

    init(for participant: Participant) { self.participant = participant }

    /// Looks up what an event tells.
    ///
    /// - Returns: False, and takes nothing, if the reply would be too long with it.
    mutating func take(_ event: StoredEvent, in database: Database) throws -> Bool {
        // It is about the end user, and shows in a number alone.
        if event.kind == NotificationRaised.declaration.kind {
            last = event
            return true
        }
        let id = event.subject
        if !order.contains(id) { try look(at: id, in: database) }
        guard let seq = try NewsEvent.message(in: event), let seen = seen[id], seq <= seen.upTo,
            !told.contains(NewsEvent.Place(conversation: id, seq: seq)),
            let record = try MessageRecord.find(seq, of: seen.record, in: database)
        else {
            last = event
            return true
        }
        let size = record.travellingBytes
        guard messages.isEmpty || bytes + size <= PageLimit.bytes else { return false }
        bytes += size
        told.insert(NewsEvent.Place(conversation: id, seq: seq))
        messages.append(
            PostedMessage(
                conversationId: seen.record.id,
                message: try record.message(&names, in: database)
            )
        )
        last = event
        return true
    }

    private mutating func look(at id: UUID, in database: Database) throws {
        order.append(id)
        let record = try ConversationRecord.one(
            database,
            "SELECT * FROM conversations WHERE id = ?",
            [id]
        )
        let visible = try record.flatMap {
            try SeenConversation.of($0, by: participant, in: database)
        }
        if let visible { seen[id] = visible }
        // Somebody else has it, although they may still read what there was.
        let isLost = visible.map { $0.upTo < $0.record.lastSeq } ?? true
        if isLost { gone.append(ConversationID(id)) }
    }

    private func unreadNotifications(in database: Database) throws -> Int64? {
        guard case .customer(.endUser(let id)) = participant else { return nil }
        return try NotificationMarks.unread(by: id, in: database)
    }

    func news(of found: NewsFound, _ typing: [Typing], in database: Database) throws -> News {
        let isWhole = last?.seq == found.events.last?.seq
        return News(
            conversations: try order.compactMap { try seen[$0]?.conversation(in: database) },
            messages: messages,
            gone: gone,
            unreadNotifications: try unreadNotifications(in: database),
            typing: typing,
            next: try isWhole ? found.next : last.map { try found.next(after: $0) } ?? found.next
        )
    }
}

/// The events of which news are made; each is about a conversation.
private enum NewsEvent {
    struct Place: Hashable {
        let conversation: UUID
        let seq: Int64
    }

    static let kinds: [any Event.Type] = [
        ConversationChanged.self, MessagePosted.self, MessageRevised.self, MessagesMarked.self,
    ]

    /// What operators write for each other is for their eyes alone.
    static let operatorKinds = kinds + [ConversationAnnotated.self]

    /// The message that an event is of.
    static func message(in event: StoredEvent) throws -> Int64? {
        switch event.kind {
        case MessagePosted.declaration.kind:
            try CBORDecoder().decode(MessagePosted.self, from: event.body).seq
        case MessageRevised.declaration.kind:
            try CBORDecoder().decode(MessageRevised.self, from: event.body).seq
        default: nil
        }
    }
}
