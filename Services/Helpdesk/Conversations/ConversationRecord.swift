import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// A conversation as it lies in the database.
struct ConversationRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "conversations"

    /// Its place in the order of opening; the database gives it.
    private(set) var seq: Int64?
    let id: ConversationID
    let tenant: TenantID
    let partner: PartnerID
    let channel: ChannelID
    private var endUser: EndUserID?
    private var visitor: VisitorID?
    var version: Int64 = 1
    private(set) var status = ConversationStatus.quiet
    private(set) var agent: UserID?
    private(set) var lastAgent: UserID?
    /// The routing rule that chose who answers.
    var rule: RoutingRuleID?
    private(set) var waitingSinceAt: Instant?
    /// When the operator loses it unless they answer.
    private(set) var dueAt: Instant?
    private(set) var lastSeq: Int64 = 0
    private var customerDelivered: Int64 = 0
    private var customerRead: Int64 = 0
    private var operatorsDelivered: Int64 = 0
    private var operatorsRead: Int64 = 0
    private var customerUnread: Int64 = 0
    private(set) var operatorsUnread: Int64 = 0
    private let openedAt: Instant
    private(set) var changedAt: Instant
    /// When it became the end user's as whom the visitor logged in who began it.
    private(set) var joinedAt: Instant?

    init(of customer: Customer, with channel: ChannelRecord, id: ConversationID, at now: Instant) {
        (seq, self.id) = (nil, id)
        (tenant, partner, self.channel) = (channel.tenant, channel.partner, channel.id)
        switch customer {
        case .endUser(let id): (endUser, visitor) = (id, nil)
        case .visitor(let id): (endUser, visitor) = (nil, id)
        }
        (openedAt, changedAt) = (now, now)
    }

    /// Its number, which messages name; every stored one has it.
    var number: Int64 { seq ?? 0 }

    /// The database has given it its number.
    mutating func take(number: Int64) { seq = number }

    var customer: Customer {
        if let endUser { return .endUser(endUser) }
        if let visitor { return .visitor(visitor) }
        preconditionFailure("the table demands one of them")
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: ConversationChanged {
        ConversationChanged(
            id: id,
            version: version,
            channelId: channel,
            endUserId: endUser,
            visitorId: visitor,
            status: status,
            agentId: agent,
            // Those for whom it waited are told that it is taken.
            concerns: listeners + (status == .active ? [queue] : [])
                + (lastAgent.map { [$0.uuid] } ?? [])
        )
    }

    /// For whom a message is: who writes, and who has it or for whom it waits.
    var listeners: [UUID] {
        switch status {
        case .active: [customer.uuid] + (agent.map { [$0.uuid] } ?? [])
        case .unanswered: [customer.uuid, queue]
        case .quiet, .finished: [customer.uuid]
        }
    }

    /// Those who are told when it waits: the operators of its rule, or all of the partner's.
    var queue: UUID { rule?.uuid ?? partner.uuid }

    var standing: ConversationStanding {
        ConversationStanding(
            conversationId: id,
            version: version,
            status: status,
            agentId: agent,
            lastSeq: lastSeq
        )
    }

    /// A customer's with a channel: what they began themselves, else the last that they began as a visitor.
    static func find(
        of customer: Customer,
        with channel: ChannelID,
        in database: Database
    ) throws -> ConversationRecord? {
        let condition =
            switch customer {
            case .endUser: "end_user = ? AND joined_at IS NULL"
            case .visitor: "visitor = ?"
            }
        let own = try one(
            database,
            "SELECT * FROM conversations WHERE channel = ? AND \(condition)",
            [channel, customer.uuid]
        )
        guard own == nil, case .endUser(let endUser) = customer else { return own }
        return try one(
            database,
            """
            SELECT * FROM conversations
            WHERE end_user = ? AND channel = ? AND joined_at IS NOT NULL
            ORDER BY seq DESC LIMIT 1
            """,
            [endUser, channel]
        )
    }
}

// What steps and messages make of it.
extension ConversationRecord {
    /// An operator has it from now on.
    mutating func give(to agent: UserID, at now: Instant, silent minutes: Int64?) {
        if let before = self.agent { lastAgent = before }
        (status, self.agent, waitingSinceAt) = (.active, agent, nil)
        dueAt = nil
        if operatorsUnread > 0 { _ = expectAnswer(at: now, within: minutes) }
    }

    /// It waits in the queue from now on, behind all others.
    mutating func queue(at now: Instant) {
        if let agent { lastAgent = agent }
        (status, agent, waitingSinceAt, dueAt) = (.unanswered, nil, now, nil)
    }

    /// It is the end user's as whom the visitor logged in.
    mutating func join(_ endUser: EndUserID, at now: Instant) {
        (self.endUser, visitor, joinedAt) = (endUser, nil, now)
    }

    mutating func finish() {
        if let agent { lastAgent = agent }
        (status, agent, waitingSinceAt, dueAt) = (.finished, nil, nil, nil)
    }

    /// Who has it must answer in time, or loses it.
    ///
    /// - Returns: Whether that is new.
    mutating func expectAnswer(at now: Instant, within minutes: Int64?) -> Bool {
        guard status == .active, dueAt == nil, let minutes else { return false }
        dueAt = Instant(milliseconds: now.milliseconds + minutes * 60_000)
        return true
    }

    /// The time in which they must answer begins anew.
    mutating func expectAnswerAnew(at now: Instant, within minutes: Int64?) {
        dueAt = nil
        _ = expectAnswer(at: now, within: minutes)
    }

    /// A message has come.
    ///
    /// - Returns: Its place.
    mutating func count(from side: MessageSide, at now: Instant) -> Int64 {
        lastSeq += 1
        changedAt = now
        switch side {
        case .customer: operatorsUnread += 1
        case .agent:
            customerUnread += 1
            dueAt = nil
        case .partner: customerUnread += 1
        case .system: break
        }
        return lastSeq
    }

    /// Writes what `count` has changed.
    func storeCount(in database: Database) throws {
        try storeChange(
            of: ["last_seq", "changed_at", "operators_unread", "customer_unread", "due_at"],
            in: database
        )
    }

    var marks: ConversationMarks {
        ConversationMarks(
            customerDelivered: customerDelivered,
            customerRead: customerRead,
            operatorsDelivered: operatorsDelivered,
            operatorsRead: operatorsRead
        )
    }

    func unread(by side: MessageSide) -> Int64 {
        side == .customer ? customerUnread : operatorsUnread
    }

    /// Raises the marks of a side, up to the last message.
    ///
    /// - Parameters:
    ///   - side: Whose.
    ///   - delivered: The last message that has come to it.
    ///   - read: The last message that it has read.
    ///   - unread: Counts what it has not read after a place.
    /// - Returns: Whether any has risen.
    mutating func mark(
        _ side: MessageSide,
        delivered: Int64?,
        read: Int64?,
        unread: (Int64) throws -> Int64
    ) rethrows -> Bool {
        let before = marks
        let read = min(read ?? 0, lastSeq)
        let delivered = max(min(delivered ?? 0, lastSeq), read)
        if side == .customer {
            customerDelivered = max(customerDelivered, delivered)
            customerRead = max(customerRead, read)
            if customerRead > before.customerRead { customerUnread = try unread(customerRead) }
        } else {
            operatorsDelivered = max(operatorsDelivered, delivered)
            operatorsRead = max(operatorsRead, read)
            if operatorsRead > before.operatorsRead { operatorsUnread = try unread(operatorsRead) }
        }
        return marks != before
    }

    /// As one of the two sides sees it.
    func conversation(for seen: SeenConversation, in database: Database) throws -> Conversation {
        let side = seen.participant.side
        let isWhole = seen.upTo == lastSeq
        let closer = status == .finished ? lastAgent : nil
        return Conversation(
            id: id,
            version: version,
            partnerId: partner,
            channelId: channel,
            channelName: try channelName(in: database) ?? "",
            endUserId: endUser,
            visitorId: visitor,
            name: side == .agent ? try customerName(in: database) : nil,
            status: status,
            agentId: isWhole ? agent : nil,
            finishedBy: isWhole ? closer : nil,
            agentName: isWhole ? try OperatorRecord.name(of: agent ?? closer, in: database) : nil,
            waitingSinceAt: waitingSinceAt,
            queuePosition: try queuePosition(in: database),
            lastSeq: seen.upTo,
            unread: isWhole ? unread(by: side) : 0,
            marks: marks,
            isOpen: try side == .agent || ChatSettings.opens(channel, in: database),
            notes: try Notes.count(for: seen, in: database),
            tags: try Tags.of(seen, in: database),
            openedAt: openedAt,
            changedAt: changedAt
        )
    }

    func channelName(in database: Database) throws -> String? {
        try String.one(database, "SELECT name FROM channels WHERE id = ?", [channel])
    }

    /// What people call the end user.
    func customerName(in database: Database) throws -> String? {
        guard let endUser else { return nil }
        return try String.one(database, "SELECT name FROM end_users WHERE id = ?", [endUser])
    }

    /// How many wait at least as long for the same operators, at most a thousand.
    func queuePosition(in database: Database) throws -> Int64? {
        guard let waitingSinceAt else { return nil }
        return try Int64.one(
            database,
            """
            SELECT count(*) FROM (
                SELECT 1 FROM conversations
                WHERE partner = ? AND rule IS ? AND status = 'unanswered'
                    AND (waiting_since_at, seq) <= (?, ?)
                LIMIT 1000
            )
            """,
            [partner, rule, waitingSinceAt, seq]
        )
    }
}
