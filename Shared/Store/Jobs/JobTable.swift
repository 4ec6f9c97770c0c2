import GRDB

/// The rows of the jobs that this program knows.
enum JobTable {
    struct Due: Sendable, Equatable {
        let name: String
        let atMilliseconds: Int64
    }

    /// A job that is new is due at once: it says itself when it has something to do.
    static func add(_ names: [String], _ transaction: Transaction) throws {
        for name in names {
            try transaction.database.execute(
                sql: "INSERT OR IGNORE INTO jobs (name, due_at) VALUES (?, ?)",
                arguments: [name, transaction.nowMilliseconds]
            )
        }
    }

    /// Lets those of the jobs decide again when they are due that are due after a moment.
    static func lookAt(
        _ names: [String],
        dueAfterMilliseconds moment: Int64,
        _ transaction: Transaction
    ) throws {
        for name in names {
            try transaction.database.execute(
                sql: "UPDATE jobs SET due_at = ? WHERE name = ? AND due_at > ?",
                arguments: [transaction.nowMilliseconds, name, moment]
            )
        }
    }

    static func names(_ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT name FROM jobs WHERE due_at IS NOT NULL")
    }

    static func finished(_ name: String, _ step: JobStep, _ transaction: Transaction) throws {
        let now = transaction.nowMilliseconds
        let due: Int64? =
            switch step {
            case .again: now
            case .dueAt(let milliseconds): milliseconds
            case .idle: nil
            }
        try transaction.database.cachedStatement(
            sql: """
                UPDATE jobs SET due_at = ?, slices = slices + 1, failures = 0, failure = NULL,
                ran_at = ? WHERE name = ?
                """
        ).execute(arguments: [due, now, name])
    }

    /// Tries again after a second, two, four, up to five minutes.
    static func failed(_ name: String, _ failure: String, _ transaction: Transaction) throws {
        let now = transaction.nowMilliseconds
        try transaction.database.execute(
            sql: """
                UPDATE jobs SET due_at = ? + min(300000, 1000 << min(failures, 10)),
                failures = failures + 1, failure = ?, ran_at = ? WHERE name = ?
                """,
            arguments: [now, failure, now, name]
        )
    }

    static func health(_ database: Database) throws -> [JobHealth] {
        try Row.fetchAll(database, sql: "SELECT * FROM jobs ORDER BY name").map { row in
            JobHealth(
                name: row["name"],
                dueAtMilliseconds: row["due_at"],
                ranAtMilliseconds: row["ran_at"],
                slices: row["slices"],
                failures: row["failures"],
                failure: row["failure"]
            )
        }
    }
}

/// How a job fares.
package struct JobHealth: Sendable, Hashable {
    package let name: String
    /// Nil while it is idle.
    package let dueAtMilliseconds: Int64?
    package let ranAtMilliseconds: Int64?
    package let slices: Int64
    /// Slices in a row that failed.
    package let failures: Int
    package let failure: String?
}
