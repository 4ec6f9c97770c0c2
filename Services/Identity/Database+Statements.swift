import GRDB

// Statements that are compiled once for each connection: every one here is on somebody's way.

extension Database {
    /// Runs a statement and says how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// Whether there is any such row.
    func exists(_ sql: String, _ arguments: StatementArguments = []) throws -> Bool {
        try Row.one(self, sql, arguments) != nil
    }
}

extension FetchableRecord {
    static func one(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func all(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Self] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Row {
    static func one(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Row? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func all(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Row] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
