import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// How an operator is there, as it lies in the database.
struct PresenceRecord: VersionedRecord {
    static let databaseTableName = "presences"

    let id: UserID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    /// What they said last; it holds until `untilAt`.
    private(set) var chosen: PresenceState
    private(set) var untilAt: Instant
    private let assignedAt: Instant

    private enum CodingKeys: String, CodingKey {
        case id, tenant, partner, version, chosen = "state", untilAt, assignedAt
    }

    init(of agent: UserID, _ partner: PartnerRecord, _ state: PresenceState, until end: Instant) {
        (id, tenant, self.partner) = (agent, partner.tenant, partner.id)
        (chosen, untilAt, assignedAt) = (state, end, Instant(milliseconds: 0))
    }

    static func find(_ id: UserID, in database: Database) throws -> PresenceRecord? {
        try one(database, "SELECT * FROM presences WHERE id = ?", [id])
    }

    mutating func say(_ state: PresenceState, until end: Instant) {
        (chosen, untilAt) = (state, end)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: PresenceChanged { PresenceChanged(id: id, version: version, state: chosen) }

    func standing(at now: Instant) -> PresenceState { isSaid(at: now) ? chosen : .away }

    /// Whether what they said last still holds.
    func isSaid(at now: Instant) -> Bool {
        let left = untilAt.milliseconds - now.milliseconds
        return (1...Presences.longest).contains(left)
    }
}

/// Ends the presence of those who have not said for too long that they are there.
enum Presences {
    static let job = "presences"
    private static let slice = 100
    /// Nobody is there for longer without saying so anew: who is said it by a clock that was ahead.
    fileprivate static let longest = HelpdeskLimits.presenceMilliseconds + 5 * 60_000

    /// As SQL, whether presences last; its argument is the present.
    static let last = "until_at - ? BETWEEN 1 AND \(longest)"

    static func state(
        of agent: UserID,
        at now: Instant,
        in database: Database
    ) throws -> PresenceState {
        try PresenceRecord.find(agent, in: database)?.standing(at: now) ?? .away
    }

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let ended = try PresenceRecord.all(
            context.database,
            """
            SELECT * FROM presences WHERE state <> 'away' AND until_at <= ?
            UNION ALL SELECT * FROM presences WHERE state <> 'away' AND until_at > ? LIMIT ?
            """,
            [context.now, context.now.adding(milliseconds: longest), slice]
        )
        let isWhole = try context.each(ended) { record in
            var record = record
            record.say(.away, until: record.untilAt)
            try context.storeNext(of: record)
        }
        guard isWhole, ended.count < slice else { return .again }
        let next = try Instant.one(
            context.database,
            "SELECT until_at FROM presences WHERE state <> 'away' ORDER BY until_at LIMIT 1",
            []
        )
        return next.map { .dueAt($0) } ?? .idle
    }
}

extension Emitting {
    /// An operator is there, from wherever they say so.
    ///
    /// - Returns: When it ends unless they say so again.
    func sayPresent(
        _ agent: UserID,
        of partner: PartnerRecord,
        _ state: PresenceState
    ) throws -> Instant {
        let end = now.adding(.milliseconds(HelpdeskLimits.presenceMilliseconds))
        let before = try PresenceRecord.find(agent, in: database)
        var record = before ?? PresenceRecord(of: agent, partner, state, until: end)
        record.say(state, until: end)
        if let before, before.standing(at: now) == state {
            // A heartbeat is nobody's news.
            try record.storeChange(in: database)
        } else {
            _ = try before == nil ? create(record) : storeNext(of: record)
            if state == .available { try assign(at: partner.id) }
        }
        try wake(Presences.job, at: end)
        return end
    }
}
