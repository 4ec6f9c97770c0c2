import GRDB
import Synchronization

/// What a service's statements may do with its tables.
package struct PlanRules: Sendable {
    /// Tables that stay small, each with the reason why.
    package var small: [String: String]
    /// Beginnings of statements that may look through a table or sort, each with the reason why.
    package var excused: [String: String]

    package init(small: [String: String] = [:], excused: [String: String] = [:]) {
        self.small = small.merging(Self.kitsOwn) { own, _ in own }
        self.excused = excused.merging(Self.kitsOwnStatements) { own, _ in own }
    }

    private static let kitsOwnStatements = [
        "UPDATE segment_people SET noise": "a step of the schema, which runs once",
        "SELECT name, due_at FROM jobs": "sorts the few jobs of a service",
        "UPDATE parked SET personal = NULL": "few things are parked, and few people erased",
        "SELECT seq, entry FROM audit ORDER BY seq": "a page from its end, or on from a place",
        "WITH steps (number, begins, ends)": "groups what lies in the time of a report",
        "WITH RECURSIVE things (thing)": "groups what lies in the time of a report",
        "INSERT INTO report_sums (partner, measure, slot, thing, value)\nSELECT":
            "groups a slice of what is older than reports",
        "SELECT * FROM exports WHERE state = 'making'": "the first of an index of those alone",
        "SELECT seq, entry FROM audit WHERE refusal": "who may see all of it looks through it",
        "SELECT seq, entry FROM audit WHERE at": "who may see all of it looks through it",
        "SELECT seq, entry FROM audit WHERE instr":
            "who may see all of it searches all of it, within a read's second",
    ]

    private static let kitsOwn = [
        "migrations": "a row for each step of the schema",
        "meta": "a row for each thing that the store remembers of itself",
        "followers": "a row for each follower",
        "jobs": "a row for each job",
        "parked": "what could not be applied, which is nearly always nothing",
        "report_backlogs": "a row for each thing that was counted afterwards",
        "sqlite_master": "the schema",
        "sqlite_sequence": "a row for each table that counts up",
        "security_keys": "read whole at the start: the keys of some days",
        "security_principals": "read whole at the start: the programs of an installation",
        "security_rights": "read whole at the start: those whose tokens can still live",
        "security_sessions": "read whole at the start: those whose tokens can still live",
    ]
}

/// A statement that looks through a table which grows, or sorts what it found.
package struct PlanFault: Hashable, Sendable, CustomStringConvertible {
    package let sql: String
    package let step: String

    package var description: String { "\(step): \(sql)" }
}

/// What a world's end says of its service's statements.
package struct PlanFaults: Error, CustomStringConvertible {
    package let faults: [PlanFault]

    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// The statements that a service ran, each once.
final class StatementLog: Sendable {
    private let noted = Mutex<Set<String>>([])
    /// Those that were found good in this process; the plan of a statement does not change.
    private static let good = Mutex<Set<String>>([])

    func note(_ sql: String) {
        noted.withLock { _ = $0.insert(sql) }
    }

    /// Asks SQLite, on a connection of its own, how it runs each of them.
    func faults(at databasePath: String, _ rules: PlanRules) -> [PlanFault] {
        let new = noted.withLock { noted in
            Self.good.withLock { noted.subtracting($0) }
        }.filter(isQuery)
        guard !new.isEmpty else { return [] }
        var configuration = Configuration()
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: databasePath, configuration: configuration).read {
                try faults(of: new.sorted(), rules, in: $0)
            }
        } catch {
            return [PlanFault(sql: "\(error)", step: "can't be explained")]
        }
    }

    private func faults(
        of statements: [String],
        _ rules: PlanRules,
        in database: Database
    ) throws -> [PlanFault] {
        let tables = Set(
            try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        )
        var faults: [PlanFault] = []
        for sql in statements where !rules.excused.keys.contains(where: sql.hasPrefix) {
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            // A plan needs no values.
            statement.setUncheckedArguments(StatementArguments())
            let steps = try Row.fetchAll(statement).map { $0["detail"] as String }
            let found = steps.filter { Self.isFault($0, of: sql, rules, tables) }
                .map { PlanFault(sql: sql, step: $0) }
            if found.isEmpty { Self.good.withLock { _ = $0.insert(sql) } }
            faults += found
        }
        return faults
    }

    private func isQuery(_ sql: String) -> Bool {
        ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains(where: sql.hasPrefix)
    }

    private static func isFault(
        _ step: String,
        of sql: String,
        _ rules: PlanRules,
        _ tables: Set<String>
    ) -> Bool {
        if step.contains("TEMP B-TREE") || step.contains("AUTOMATIC") { return true }
        guard step.hasPrefix("SCAN ") else { return false }
        let name = String(step.dropFirst(5).prefix { $0 != " " })
        guard tables.contains(name), rules.small[name] == nil else { return false }
        // From an end, in the order of an index, and no further than the limit.
        let isPage = sql.contains(" LIMIT ") && sql.contains(" ORDER BY ") && !sql.contains("WHERE")
        return !isPage
    }
}
