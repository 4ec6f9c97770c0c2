import OctopusContract
import GRDB
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// One table of what a service keeps of end users, read in pages.
///
/// Each row is told with all of its columns, also those that a later migration adds, but for those that
/// are left out for a reason. Whole numbers in columns named `at` or `…_at` are instants.
package struct PersonalPart: Sendable {
    /// A row with its place in the part's order.
    struct Found {
        let record: PersonalRecord
        let place: [DatabaseValue]
    }

    package let table: String
    /// Columns that are not told, each with the reason.
    package let leftOut: [String: String]
    private let cbor: Set<String>
    private let keyCount: Int
    private let first: String
    private let next: String

    /// Declares a part.
    ///
    /// - Parameters:
    ///   - table: Whose rows are told.
    ///   - person: The column with the end user's id; an index begins with it.
    ///   - keys: The columns of the order after it in that index; together they name one row.
    ///   - source: What is read, where the id is in another table: a join.
    ///   - condition: Which of the person's rows; all of them unless said otherwise.
    ///   - added: Columns of the other tables of the join, as `coupons.title AS coupon_title`.
    ///   - cbor: Columns that hold CBOR: its fields are told.
    ///   - leftOut: Columns that are not told, each with the reason.
    package init(
        _ table: String,
        by person: String,
        key keys: String...,
        from source: String? = nil,
        where condition: String? = nil,
        adding added: [String] = [],
        cbor: Set<String> = [],
        leavingOut leftOut: [String: String] = [:]
    ) {
        (self.table, self.cbor, self.leftOut) = (table, cbor, leftOut)
        keyCount = keys.count
        let places = keys.enumerated().map { "\($0.element) AS key\($0.offset)" }
        let columns = (["\(table).*"] + added + places).joined(separator: ", ")
        let order = keys.joined(separator: ", ")
        let marks = keys.map { _ in "?" }.joined(separator: ", ")
        func select(_ more: String) -> String {
            "SELECT \(columns) FROM \(source ?? table) WHERE \(person) = ?"
                + (condition.map { " AND \($0)" } ?? "") + more + " ORDER BY \(order) LIMIT ?"
        }
        first = select("")
        next = select(" AND (\(order)) > (\(marks))")
    }

    /// Some of the person's rows, after the place where the rows before ended; without it the first ones.
    func rows(
        of endUser: EndUserID,
        after place: [DatabaseValue],
        limit: Int,
        in database: Database
    ) throws -> [Found] {
        let statement = try database.cachedStatement(sql: place.isEmpty ? first : next)
        let values = [endUser.databaseValue] + place + [limit.databaseValue]
        let rows = try Row.fetchAll(statement, arguments: StatementArguments(values))
        return try rows.map { row in
            let place = (0..<keyCount).map { row["key\($0)"] as DatabaseValue }
            return Found(record: try record(of: row), place: place)
        }
    }

    private func record(of row: Row) throws -> PersonalRecord {
        var fields: [PersonalField] = []
        for (name, value) in row.dropLast(keyCount) where leftOut[name] == nil {
            if cbor.contains(name), let bytes = Data.fromDatabaseValue(value) {
                fields += try AuditFields.of(Array(bytes), isWhole: true).map { field in
                    PersonalField(name: "\(name).\(field.name)", text: field.value)
                }
            } else if let field = PersonalField(name, value) {
                fields.append(field)
            }
        }
        return PersonalRecord(table: table, fields: fields)
    }
}

extension PersonalField {
    /// A column's value; nil for null.
    fileprivate init?(_ name: String, _ value: DatabaseValue) {
        switch value.storage {
        case .null: return nil
        case .int64(let number) where name == "at" || name.hasSuffix("_at"):
            self.init(name: name, at: Instant(milliseconds: number))
        case .int64(let number): self.init(name: name, amount: number)
        case .double(let number): self.init(name: name, text: "\(number)")
        case .string(let text): self.init(name: name, text: text)
        case .blob(let bytes):
            let id = UUID.fromDatabaseValue(value)?.uuidString.lowercased()
            self.init(name: name, text: id ?? HashChain.hex(Array(bytes)))
        }
    }
}
