package import GRDB

// Every statement is compiled once for each connection, and then kept. A statement's text is
// therefore written in the code or composed of a few pieces, never of values.
//
// Records, rows and values have the same two functions three times, since GRDB has no protocol that
// all three share.

extension Database {
    /// Runs a statement and says how many rows it changed.
    @discardableResult
    package func run(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// Whether there is any such row.
    package func exists(_ sql: String, _ arguments: StatementArguments = []) throws -> Bool {
        try Row.one(self, sql, arguments) != nil
    }
}

extension FetchableRecord {
    package static func one(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    package static func all(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Self] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Row {
    package static func one(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Row? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    package static func all(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Row] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension DatabaseValueConvertible {
    /// The value of a query of one column; nil without a row.
    package static func one(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    package static func all(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Self] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
