import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// Gives conversations that wait to operators who are free, where the partner wants that.
enum Assignments {
    static let job = "assignments"
    private static let slice = 20

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let partner = try PartnerID.one(
            database,
            """
            SELECT partner FROM assigning WHERE due_at <= ? ORDER BY due_at LIMIT 1
            """,
            [context.now]
        )
        guard let partner else {
            let next = try Instant.one(
                database,
                "SELECT due_at FROM assigning ORDER BY due_at LIMIT 1",
                []
            )
            return next.map { .dueAt($0) } ?? .idle
        }
        let policy = try ChatPolicyTerms.of(partner, in: database)
        var queues =
            policy.assignment == .roundRobin
            ? try WaitingQueues(of: partner, at: context.now, in: database) : nil
        let isWhole = try context.each(Array(0..<slice)) { _ in
            while let record = queues?.first {
                let next = try Candidates.next(
                    for: record,
                    most: policy.mostConversations,
                    at: context.now,
                    in: database
                )
                guard let next else {
                    // What waits by the same rule waits for the same operators.
                    queues?.leaveFirst()
                    continue
                }
                _ = try context.give(record, to: next)
                try queues?.goOn(in: database)
                return
            }
        }
        guard isWhole, queues?.first == nil else { return .again }
        if let opens = queues?.opensAt {
            try database.run("UPDATE assigning SET due_at = ? WHERE partner = ?", [opens, partner])
        } else {
            // Who comes, or has room again, makes it due anew.
            try database.run("DELETE FROM assigning WHERE partner = ?", [partner])
        }
        return .again
    }
}

/// What waits at a partner, rule by rule, so that those for whom nobody is there hold up nobody.
private struct WaitingQueues {
    private let partner: PartnerID
    private let now: Instant
    /// Whether those channels are open whose conversations were looked at.
    private var areOpen: [ChannelID: Bool] = [:]
    /// When the first of the channels opens that are closed now.
    private(set) var opensAt: Instant?
    /// The first of each rule's, of those whose channel is open.
    private var heads: [ConversationRecord] = []

    init(of partner: PartnerID, at now: Instant, in database: Database) throws {
        (self.partner, self.now) = (partner, now)
        let rules = try RoutingRuleID.all(
            database,
            "SELECT id FROM routing_rules WHERE partner = ? AND is_deleted = 0",
            [partner]
        )
        for rule in [nil] + rules.map({ $0 as RoutingRuleID? }) {
            if let head = try head(of: rule, in: database) { heads.append(head) }
        }
    }

    /// The one that has waited longest of all.
    var first: ConversationRecord? { heads.min(by: Self.waitsLonger) }

    /// Looks no further at those that wait by the first one's rule.
    mutating func leaveFirst() {
        guard let first else { return }
        heads.removeAll { $0.rule == first.rule }
    }

    /// The first one has its operator.
    mutating func goOn(in database: Database) throws {
        guard let first else { return }
        leaveFirst()
        if let next = try head(of: first.rule, in: database) { heads.append(next) }
    }

    private mutating func head(
        of rule: RoutingRuleID?,
        in database: Database
    ) throws -> ConversationRecord? {
        let waiting = try ConversationRecord.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT * FROM conversations
                    WHERE partner = ? AND rule IS ? AND status = 'unanswered'
                    ORDER BY waiting_since_at, seq
                    """
            ),
            arguments: [partner, rule]
        )
        while let record = try waiting.next() {
            if try isOpen(record.channel, in: database) { return record }
        }
        return nil
    }

    private mutating func isOpen(_ channel: ChannelID, in database: Database) throws -> Bool {
        if let isOpen = areOpen[channel] { return isOpen }
        let hours = try ChannelHours.of(channel, partner, at: now, in: database)
        areOpen[channel] = hours == .open
        if case .closed(_, let opens?) = hours { opensAt = min(opensAt ?? opens, opens) }
        return hours == .open
    }

    private static func waitsLonger(
        _ one: ConversationRecord,
        _ other: ConversationRecord
    ) -> Bool {
        (one.waitingSinceAt ?? one.changedAt, one.number)
            < (other.waitingSinceAt ?? other.changedAt, other.number)
    }
}

extension Emitting {
    /// A partner's queue or those who answer it have changed.
    func assign(at partner: PartnerID) throws {
        try database.run(
            """
            INSERT INTO assigning (partner, due_at) VALUES (?, 0)
            ON CONFLICT (partner) DO UPDATE SET due_at = 0
            """,
            [partner]
        )
        try wake(Assignments.job)
    }
}

/// Takes conversations from operators who let somebody wait too long.
enum SilentAgents {
    static let job = "silent-agents"
    private static let slice = 100
    /// Nobody may be silent for longer: who may was given the time by a clock that was ahead.
    private static let longest = (HelpdeskLimits.silentMinutes.upperBound + 5) * 60_000

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let due = try ConversationRecord.all(
            context.database,
            "SELECT * FROM conversations WHERE due_at <= ? ORDER BY due_at LIMIT ?",
            [context.now, slice]
        )
        let misdated = try ConversationRecord.all(
            context.database,
            "SELECT * FROM conversations WHERE due_at > ? ORDER BY due_at LIMIT ?",
            [context.now.adding(milliseconds: longest), slice]
        )
        let isWhole =
            try context.each(due) { _ = try context.queue($0, as: .lost) }
            && context.each(misdated) { record in
                let policy = try ChatPolicyTerms.of(record.partner, in: context.database)
                var record = record
                record.expectAnswerAnew(at: context.now, within: policy.silentMinutes)
                try record.storeChange(in: context.database)
            }
        guard isWhole, due.count < slice, misdated.count < slice else { return .again }
        let next = try Instant.one(
            context.database,
            "SELECT due_at FROM conversations WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
            []
        )
        return next.map { .dueAt($0) } ?? .idle
    }
}

/// Takes conversations from those who are no operators any more.
enum LostAgents {
    static let job = "lost-agents"
    private static let slice = 100

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let lost = try ConversationRecord.all(
            context.database,
            """
            SELECT conversations.* FROM (
                SELECT DISTINCT agent FROM conversations WHERE status = 'active'
            ) AS present
            CROSS JOIN conversations ON conversations.agent = present.agent AND status = 'active'
            WHERE NOT EXISTS (
                SELECT 1 FROM operators WHERE operators.id = present.agent AND is_active = 1
            ) LIMIT ?
            """,
            [slice]
        )
        let isWhole = try context.each(lost) { _ = try context.queue($0, as: .released) }
        return isWhole && lost.count < slice ? .idle : .again
    }
}
