import GRDB
import Synchronization

/// The statements that write the records of a type, made when the first of them is written.
///
/// GRDB's own way makes for each write a dictionary of the columns, asks its schema for the table and composes the
/// statement, which cost more than what SQLite does with it (`Tests/Benchmarks/KIT.md`).
struct RecordStatements: Sendable {
    private let table: String
    /// Those of the record, in its order.
    private let properties: [String]
    private let columns: [String]
    /// The places of the primary key's columns.
    private let key: [Int]
    /// The places of the others.
    private let rest: [Int]
    private let insertion: String
    private let change: String

    private static let known = Mutex<[ObjectIdentifier: RecordStatements]>([:])

    private init(_ table: String, _ properties: [String], _ database: Database) throws {
        (self.table, self.properties) = (table, properties)
        let columns = properties.map { ColumnName.of(PropertyName(stringValue: $0)) }
        let key = try database.primaryKey(table).columns.compactMap(columns.firstIndex(of:))
        self.columns = columns
        self.key = key
        rest = columns.indices.filter { !key.contains($0) }
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        insertion = "INSERT INTO \"\(table)\" (\(names)) VALUES (\(marks))"
        change = Self.change(rest.map { columns[$0] }, of: table, where: key.map { columns[$0] })
    }

    private static func of<Record: StoredRecord>(
        _ type: Record.Type,
        _ properties: [String],
        _ database: Database
    ) throws -> RecordStatements {
        let id = ObjectIdentifier(type)
        if let found = known.withLock({ $0[id] }), found.properties == properties { return found }
        let made = try RecordStatements(type.databaseTableName, properties, database)
        known.withLock { $0[id] = made }
        return made
    }

    static func insert<Record: StoredRecord>(_ record: Record, in database: Database) throws {
        let written = try RecordValues(record)
        let statements = try of(Record.self, written.properties, database)
        try database.run(statements.insertion, StatementArguments(written.values))
    }

    /// Writes some columns of a record that is there, or all.
    ///
    /// - Throws: `RecordError.recordNotFound` if it is not there.
    static func update<Record: StoredRecord>(
        _ record: Record,
        columns named: [String]? = nil,
        in database: Database
    ) throws {
        let written = try RecordValues(record)
        let statements = try of(Record.self, written.properties, database)
        let (sql, places) = try statements.update(named)
        let values = (places + statements.key).map { written.values[$0] }
        guard try database.run(sql, StatementArguments(values)) > 0 else {
            let key = statements.key.map { (statements.columns[$0], written.values[$0]) }
            throw RecordError.recordNotFound(
                databaseTableName: statements.table,
                key: Dictionary(key) { first, _ in first }
            )
        }
    }

    private func update(_ named: [String]?) throws -> (sql: String, places: [Int]) {
        guard let named else { return (change, rest) }
        let places = try named.map { name in
            guard let place = columns.firstIndex(of: name) else {
                throw DatabaseError(message: "no column \(name) in \(table)")
            }
            return place
        }
        return (Self.change(named, of: table, where: key.map { columns[$0] }), places)
    }

    private static func change(_ columns: [String], of table: String, where key: [String]) -> String
    {
        func equal(_ names: [String], _ separator: String) -> String {
            names.map { "\"\($0)\" = ?" }.joined(separator: separator)
        }
        return "UPDATE \"\(table)\" SET \(equal(columns, ", ")) WHERE \(equal(key, " AND "))"
    }
}
