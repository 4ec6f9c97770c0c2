package import GRDB
import GRDBSQLite

/// The writer's statements: prepared once, then bound and stepped with nothing in between.
///
/// This is the one place that goes around GRDB. A command is a dozen statements, and GRDB's boxes
/// for arguments and rows cost several times what SQLite itself takes for them (README, figures).
/// A statement is known by the address of its text, a literal of the program.
///
/// It belongs to the writer's thread.
package final class Statements {
    package let database: Database
    private var prepared: [UnsafePointer<UInt8>: Statement] = [:]
    private var composed: [ObjectIdentifier: (sql: ComposedSQL, statement: Statement)] = [:]
    /// What somebody read or wrote in the batch's transaction and asks for again and again.
    ///
    /// It is forgotten when a transaction begins, and when a part of one is undone.
    package var memory: AnyObject?

    init(_ database: Database) {
        self.database = database
    }

    /// Runs a statement to its end.
    ///
    /// - Parameters:
    ///   - sql: one statement, a literal.
    ///   - values: of its parameters, in their order.
    /// - Throws: `DatabaseError`.
    package func run(_ sql: StaticString, _ values: [(any SQLValue)?] = []) throws {
        try run(statement(sql), values)
    }

    /// Runs a composed statement to its end.
    ///
    /// - Parameters:
    ///   - sql: one statement.
    ///   - values: of its parameters, in their order.
    /// - Throws: `DatabaseError`.
    package func run(_ sql: ComposedSQL, _ values: [(any SQLValue)?] = []) throws {
        try run(statement(sql), values)
    }

    /// Begins a transaction.
    func begin() throws {
        memory = nil
        try run("BEGIN IMMEDIATE")
    }

    /// Undoes what was done since a savepoint.
    ///
    /// - Parameter sql: As `ROLLBACK TO work`.
    /// - Throws: `DatabaseError`.
    func undo(_ sql: StaticString) throws {
        memory = nil
        try run(sql)
    }

    /// Runs a statement to its end, and reads its first row.
    ///
    /// - Parameters:
    ///   - sql: one statement, a literal.
    ///   - values: of its parameters, in their order.
    ///   - read: makes something of the row, which must not leave it.
    /// - Returns: nil if there was no row.
    /// - Throws: `DatabaseError`, and what `read` throws.
    package func first<T>(
        _ sql: StaticString,
        _ values: [(any SQLValue)?] = [],
        _ read: (SQLRow) throws -> T
    ) throws -> T? {
        let statement = try statement(sql)
        try bind(values, to: statement)
        defer { sqlite3_reset(statement) }
        guard try step(statement) else { return nil }
        let result = try read(SQLRow(statement: statement))
        // To the end, where SQLite looks at constraints for the last time.
        while try step(statement) {}
        return result
    }

    /// Runs a statement to its end, and reads all of its rows, which are few.
    ///
    /// - Parameters:
    ///   - sql: one statement, a literal.
    ///   - values: of its parameters, in their order.
    ///   - read: makes something of a row, which must not leave it.
    /// - Returns: what was made, in the order of the rows.
    /// - Throws: `DatabaseError`, and what `read` throws.
    package func all<T>(
        _ sql: StaticString,
        _ values: [(any SQLValue)?] = [],
        _ read: (SQLRow) throws -> T
    ) throws -> [T] {
        let statement = try statement(sql)
        try bind(values, to: statement)
        defer { sqlite3_reset(statement) }
        var all: [T] = []
        while try step(statement) { all.append(try read(SQLRow(statement: statement))) }
        return all
    }

    private func run(_ statement: OpaquePointer, _ values: [(any SQLValue)?]) throws {
        try bind(values, to: statement)
        defer { sqlite3_reset(statement) }
        while try step(statement) {}
    }

    private func bind(_ values: [(any SQLValue)?], to statement: OpaquePointer) throws {
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(statement)),
            "a statement is given as many values as it has parameters: \(statement.sql)"
        )
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code =
                value?.bindValue(to: statement, at: position)
                ?? sqlite3_bind_null(statement, position)
            guard code == SQLITE_OK else { throw failure(statement) }
        }
    }

    private func statement(_ sql: StaticString) throws -> OpaquePointer {
        if let known = prepared[sql.utf8Start] { return known.sqliteStatement }
        let statement = try database.makeStatement(sql: "\(sql)")
        prepared[sql.utf8Start] = statement
        return statement.sqliteStatement
    }

    private func statement(_ sql: ComposedSQL) throws -> OpaquePointer {
        if let known = composed[ObjectIdentifier(sql)] { return known.statement.sqliteStatement }
        let statement = try database.makeStatement(sql: sql.text)
        composed[ObjectIdentifier(sql)] = (sql, statement)
        return statement.sqliteStatement
    }

    /// - Returns: whether there is a row.
    private func step(_ statement: OpaquePointer) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(statement)
        }
    }

    private func failure(_ statement: OpaquePointer) -> DatabaseError {
        let connection = sqlite3_db_handle(statement)
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: sqlite3_errmsg(connection).map { String(cString: $0) },
            sql: statement.sql
        )
    }
}

extension OpaquePointer {
    /// The text of a statement.
    fileprivate var sql: String { sqlite3_sql(self).map { String(cString: $0) } ?? "" }
}

/// A statement that a program composes once, when it starts, and then runs often.
///
/// It is known by its identity; each that runs is kept until the database is closed.
package final class ComposedSQL: Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// The row that a statement stands on.
package struct SQLRow {
    let statement: OpaquePointer

    /// The value of a column that is never null.
    ///
    /// - Throws: `DatabaseError` if it is null or of another type than the schema says.
    package func value<T: SQLValue>(_ column: Int32, as type: T.Type = T.self) throws -> T {
        guard let value = T(statement, column: column) else { throw mismatch(column) }
        return value
    }

    /// The value of a column; nil where it is null.
    package func optional<T: SQLValue>(_ column: Int32, as type: T.Type = T.self) throws -> T? {
        guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
        return try value(column, as: type)
    }

    private func mismatch(_ column: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: .SQLITE_MISMATCH,
            message: "column \(column) does not hold what the program expects",
            sql: statement.sql
        )
    }
}
