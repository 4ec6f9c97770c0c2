package import OctopusContract
package import GRDB
import Synchronization

/// A row of one table: `createdAt` in Swift is `created_at` in SQL, so a column is named once.
package protocol StoredRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    /// What a violated unique index is refused with, by the column of the index that names the thing:
    /// `["name_key": Refusal(.nameTaken)]`.
    static var taken: [String: Refusal] { get }
    /// Which rows its lists have; all of them unless it says otherwise, as `deleted_at IS NULL`.
    static var listCondition: String? { get }
}

extension StoredRecord {
    package static var taken: [String: Refusal] { [:] }
    package static var listCondition: String? { nil }

    package static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy {
        .custom(PropertyName.of)
    }

    package static var databaseColumnEncodingStrategy: DatabaseColumnEncodingStrategy {
        .custom(ColumnName.of)
    }

    /// Inserts the record.
    ///
    /// - Throws: The refusal of `taken` if a unique index says so.
    package func store(in database: Database) throws {
        try refusingTaken { try RecordStatements.insert(self, in: database) }
    }

    /// Writes all columns of a record that is there.
    ///
    /// - Throws: The refusal of `taken` if a unique index says so.
    package func storeChange(in database: Database) throws {
        try refusingTaken { try RecordStatements.update(self, in: database) }
    }

    /// Writes these columns alone.
    ///
    /// SQLite writes anew each index that has a column which is named, also where its value stays; so
    /// what happens often to a table of many indexes names what it changes.
    package func storeChange(of columns: [String], in database: Database) throws {
        try RecordStatements.update(self, columns: columns, in: database)
    }

    private func refusingTaken(_ write: () throws -> Void) throws {
        do {
            try write()
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            // "UNIQUE constraint failed: point_types.partner, point_types.name_key"
            let columns = (error.message ?? "").split { ": ,".contains($0) }
            let refusal = Self.taken.first { column, _ in
                columns.contains { $0 == "\(Self.databaseTableName).\(column)" }
            }
            throw refusal?.value ?? error
        }
    }
}

/// The name in Swift of a column: `endUser` of `end_user`.
struct PropertyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }

    private static let known = NamesMadeOnce { column in
        let words = column.split(separator: "_")
        return words.dropFirst().reduce(words.first.map(String.init) ?? column) { name, word in
            name + word.prefix(1).uppercased() + word.dropFirst()
        }
    }

    @Sendable static func of(_ column: String) -> any CodingKey {
        PropertyName(stringValue: known.name(of: column))
    }
}

/// The column of a property: `end_user` of `endUser`.
enum ColumnName {
    private static let known = NamesMadeOnce { property in
        property.reduce(into: "") { name, letter in
            name += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
        }
    }

    @Sendable static func of(_ property: any CodingKey) -> String {
        known.name(of: property.stringValue)
    }
}

/// Names that GRDB asks for with every column of every row: there are as many as the schema has.
private final class NamesMadeOnce: Sendable {
    private let known = Mutex<[String: String]>([:])
    private let make: @Sendable (String) -> String

    init(_ make: @escaping @Sendable (String) -> String) { self.make = make }

    func name(of other: String) -> String {
        known.withLock { known in
            if let name = known[other] { return name }
            let name = make(other)
            known[other] = name
            return name
        }
    }
}
