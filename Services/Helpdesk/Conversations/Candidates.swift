import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Who may answer a conversation that waits.
enum Candidates {
    /// Whether an operator is among them.
    static func includes(
        _ agent: UserID,
        for record: ConversationRecord,
        in database: Database
    ) throws -> Bool {
        let isOperator = try database.exists(
            "SELECT 1 FROM operators WHERE id = ? AND partner = ? AND is_active = 1",
            [agent, record.partner]
        )
        guard isOperator, let rule = try Routing.standing(record.rule, in: database) else {
            return isOperator
        }
        return try database.exists(
            "SELECT 1 FROM operators WHERE id = ? AND \(Routing.holds(for: "operators.id"))",
            [agent, rule, rule]
        )
    }

    /// Where an operator hears of what waits for them.
    static func queues(
        of agent: UserID,
        at partner: PartnerID,
        in database: Database
    ) throws -> Set<UUID> {
        Set(try Routing.rules(of: agent, in: database).map(\.uuid)).union([partner.uuid])
    }

    /// What waits for an operator whom these rules name, in the order of the queue: of each rule by its own
    /// index, merged.
    ///
    /// - Parameters:
    ///   - partner: The operator's.
    ///   - rules: Those that name them; what waits by none is everybody's.
    ///   - conditions: More of them in SQL, each after an `AND`.
    ///   - values: Of the conditions.
    ///   - most: How many conversations.
    /// - Returns: The statement and its values.
    static func waiting(
        at partner: PartnerID,
        by rules: [RoutingRuleID],
        that conditions: String,
        _ values: [DatabaseValue],
        most: Int
    ) -> (String, StatementArguments) {
        var all: [DatabaseValue] = []
        let arms = ([nil] + rules.map { $0 as RoutingRuleID? }).map { rule in
            all += [partner.databaseValue] + (rule.map { [$0.databaseValue] } ?? []) + values
            return "SELECT * FROM conversations WHERE partner = ? AND status = 'unanswered' "
                + (rule == nil ? "AND rule IS NULL" : "AND rule = ?") + conditions
        }
        return (
            arms.joined(separator: " UNION ALL ") + " ORDER BY waiting_since_at, seq LIMIT ?",
            StatementArguments(all + [most.databaseValue])
        )
    }

    /// Who is there, has room, and got a conversation longest ago.
    static func next(
        for record: ConversationRecord,
        most: Int64,
        at now: Instant,
        in database: Database
    ) throws -> UserID? {
        try next(
            at: record.partner,
            by: Routing.standing(record.rule, in: database),
            most: most,
            at: now,
            in: database
        )
    }

    /// The same for what would wait by a rule.
    static func next(
        at partner: PartnerID,
        by rule: RoutingRuleID?,
        most: Int64,
        at now: Instant,
        in database: Database
    ) throws -> UserID? {
        try UserID.one(
            database,
            """
            SELECT presences.id FROM presences
            JOIN operators ON operators.id = presences.id AND is_active = 1
            WHERE presences.partner = ? AND state = 'available' AND \(Presences.last)
                AND (\(held("presences.id"))) < ?
                \(rule == nil ? "" : "AND " + Routing.holds(for: "presences.id"))
            ORDER BY assigned_at, presences.id LIMIT 1
            """,
            [partner, now, most] + (rule.map { [$0, $0] } ?? [])
        )
    }

    /// How many conversations an operator has.
    static func held(by agent: UserID, in database: Database) throws -> Int64 {
        try Int64.one(database, held("?"), [agent]) ?? 0
    }

    /// - Throws: `operatorFull`.
    static func demandRoom(of agent: UserID, at partner: PartnerID, in database: Database) throws {
        let most = try ChatPolicyTerms.of(partner, in: database).mostConversations
        guard try held(by: agent, in: database) < most else {
            throw Refusal(.operatorFull, "\(most) conversations are as many as one may have.")
        }
    }

    /// Whether an operator takes conversations now, with room for one more.
    static func isFree(
        _ agent: UserID,
        for record: ConversationRecord,
        at now: Instant,
        in database: Database
    ) throws -> Bool {
        let most = try ChatPolicyTerms.of(record.partner, in: database).mostConversations
        return try Presences.state(of: agent, at: now, in: database) == .available
            && includes(agent, for: record, in: database)
            && held(by: agent, in: database) < most
    }

    private static func held(_ agent: String) -> String {
        "SELECT count(*) FROM conversations WHERE agent = \(agent) AND status = 'active'"
    }
}
