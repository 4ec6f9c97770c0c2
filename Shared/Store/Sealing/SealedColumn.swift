import GRDB
import struct FoundationEssentials.Data

/// A column of sealed values, so that a rotation finds them all.
package struct SealedColumn: Sendable, Hashable {
    let table: String
    let column: String
    /// The columns of the primary key; the first names the place that a value is sealed for.
    let keys: [String]

    /// Names a column.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - column: The column; null where nothing is sealed.
    ///   - keys: The primary key. The first part is a BLOB or an INTEGER and tells the place.
    package init(_ table: String, _ column: String, keys: [String] = ["id"]) {
        (self.table, self.column, self.keys) = (table, column, keys)
    }

    /// Answers that carry a secret; the others of that table are not sealed.
    static let answers = SealedColumn("answers", "body", keys: ["key", "scope"])

    /// Where the value of a row belongs.
    func place(_ key: DatabaseValue) -> SealedPlace {
        let row: [UInt8] =
            switch key.storage {
            case .int64(let number): withUnsafeBytes(of: number.bigEndian) { Array($0) }
            case .blob(let data): Array(data)
            case .string(let text): Array(text.utf8)
            case .null, .double: []
            }
        return SealedPlace(table: table, column: column, row: row)
    }

    /// The newest value, with its place; nil if there is none.
    func newest(in database: Database) throws -> (sealed: [UInt8], place: SealedPlace)? {
        let key = keys[0]
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT \(key), \(column) FROM \(table)
                WHERE \(key) = (SELECT max(\(key)) FROM \(table)) AND \(column) IS NOT NULL
                """
        )
        return row.map { (Array($0[1] as Data), place($0[0])) }
    }

    /// Seals anew what older keys sealed, of the next rows after a key.
    ///
    /// - Returns: where to go on and how many values were sealed; nil once there is no further row.
    func reseal(
        after last: [DatabaseValue]?,
        by sealer: Sealer,
        limit: Int,
        in database: Database
    ) throws -> (last: [DatabaseValue], count: Int)? {
        let list = keys.joined(separator: ", ")
        let marks = keys.map { _ in "?" }.joined(separator: ", ")
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT \(list), \(column) FROM \(table)
                WHERE substr(\(column), 1, 1) = x'01' \(last == nil ? "" : "AND (\(list)) > (\(marks))")
                ORDER BY \(list) LIMIT \(limit)
                """,
            arguments: StatementArguments(last ?? [])
        )
        guard let end = rows.last else { return nil }
        var count = 0
        for row in rows {
            let sealed = Array(row[keys.count] as Data)
            guard sealer.needsResealing(sealed) else { continue }
            let key = (0..<keys.count).map { row[$0] as DatabaseValue }
            let place = place(key[0])
            let anew = try sealer.seal(sealer.open(sealed, at: place), for: place)
            try database.execute(
                sql: "UPDATE \(table) SET \(column) = ? WHERE (\(list)) = (\(marks))",
                arguments: StatementArguments([Data(anew).databaseValue] + key)
            )
            count += 1
        }
        return ((0..<keys.count).map { end[$0] as DatabaseValue }, count)
    }
}
