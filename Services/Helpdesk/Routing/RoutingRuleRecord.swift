import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// A routing rule as it lies in the database.
struct RoutingRuleRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "routing_rules"

    /// Its place in the order of making; the database gives it.
    let seq: Int64?
    let id: RoutingRuleID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private var website: WebsiteID
    private var path: String?
    private var operatorIds: [UserID]
    private var groupIds: [OperatorGroupID]
    /// It stays until what waits by it is everybody's.
    var isDeleted = false
    private let createdAt: Instant

    init(
        _ terms: RoutingTerms,
        _ path: PathPrefix,
        id: RoutingRuleID,
        of partner: PartnerRecord,
        at now: Instant
    ) {
        (seq, self.id, tenant, self.partner) = (nil, id, partner.tenant, partner.id)
        (website, operatorIds, groupIds, createdAt) = (terms.websiteId, [], [], now)
        take(terms, path)
    }

    mutating func take(_ terms: RoutingTerms, _ path: PathPrefix) {
        (website, self.path) = (terms.websiteId, path == .all ? nil : path.text)
        (operatorIds, groupIds) = (terms.operatorIds, terms.groupIds)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: RoutingRuleChanged {
        RoutingRuleChanged(
            id: id,
            version: version,
            terms: terms(of: operatorIds),
            isDeleted: isDeleted
        )
    }

    private func terms(of operators: [UserID]) -> RoutingTerms {
        RoutingTerms(
            websiteId: website,
            path: path,
            operatorIds: operators,
            groupIds: groupIds
        )
    }

    func rule(in database: Database) throws -> RoutingRule {
        RoutingRule(
            id: id,
            version: version,
            terms: terms(
                of: try OperatorRecord.present(operatorIds, of: partner, in: database)
            ),
            createdAt: createdAt
        )
    }

    /// Notes whom it names, to be asked from either end.
    func index(in database: Database) throws {
        try unindex(in: database)
        for agent in operatorIds {
            try database.run("INSERT INTO rule_operators VALUES (?, ?)", [id, agent])
        }
        for group in groupIds {
            try database.run("INSERT INTO rule_groups VALUES (?, ?)", [id, group])
        }
    }

    func unindex(in database: Database) throws {
        try database.run("DELETE FROM rule_operators WHERE rule = ?", [id])
        try database.run("DELETE FROM rule_groups WHERE rule = ?", [id])
    }
}

/// What rules say about who answers.
enum Routing {
    /// An SQL condition: an operator, whose column is named, is among those of a rule, which is given twice.
    static func holds(for agent: String) -> String {
        """
        (EXISTS (SELECT 1 FROM rule_operators WHERE rule = ? AND operator = \(agent))
        OR EXISTS (
            SELECT 1 FROM group_operators
            JOIN rule_groups ON rule_groups.operator_group = group_operators.operator_group
            WHERE operator = \(agent) AND rule = ?
        ))
        """
    }

    /// A rule, unless it was deleted: what it had is everybody's.
    static func standing(_ rule: RoutingRuleID?, in database: Database) throws -> RoutingRuleID? {
        guard let rule else { return nil }
        return try RoutingRuleID.one(
            database,
            "SELECT id FROM routing_rules WHERE id = ? AND is_deleted = 0",
            [rule]
        )
    }

    /// The rules that name an operator, in order.
    static func rules(of agent: UserID, in database: Database) throws -> [RoutingRuleID] {
        let named = try RoutingRuleID.all(
            database,
            """
            SELECT rule FROM rule_operators WHERE operator = ? UNION ALL
            SELECT rule FROM group_operators
            JOIN rule_groups ON rule_groups.operator_group = group_operators.operator_group
            WHERE operator = ?
            """,
            [agent, agent]
        )
        return Set(named).sorted()
    }

    /// The rule of the page that somebody is on; nil: all operators answer.
    static func rule(
        for page: PageAddress?,
        of partner: PartnerID,
        in database: Database
    ) throws -> RoutingRuleID? {
        guard let page else { return nil }
        let routes = try Row.all(
            database,
            """
            SELECT routing_rules.id, host, path, routing_rules.seq FROM routing_rules
            JOIN websites ON websites.id = website
            WHERE routing_rules.partner = ? AND is_deleted = 0
            """,
            [partner]
        ).map { row in
            Route(
                rule: row[0],
                host: WebsiteHost(stored: row[1]),
                path: PathPrefix(stored: row[2]),
                age: row[3]
            )
        }
        return Route.rule(for: page, among: routes)
    }
}
