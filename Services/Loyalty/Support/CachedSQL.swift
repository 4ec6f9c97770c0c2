import GRDB

// Every statement of this service is prepared once for each connection, and then kept.
extension Database {
    /// Runs an `UPDATE` or `DELETE` whose condition decides, and tells how many rows met it.
    func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The one value of a query that always has a row.
    func value<Value: DatabaseValueConvertible>(
        _ type: Value.Type,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> Value? {
        try Value.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}
